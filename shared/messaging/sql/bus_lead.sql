-- One consumer of a group at a time. The lock is the session's: it goes when the session does, and so does whoever has it.
select pg_try_advisory_lock(hashtext('kotopolku bus'), hashtext($1))
