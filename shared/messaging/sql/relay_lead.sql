-- One relay of a ledger at a time: the schema names the ledger.
select pg_try_advisory_lock(hashtext('kotopolku relay'), hashtext(current_schema()))
