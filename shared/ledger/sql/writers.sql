-- Who may hold a position that is drawn and not yet visible: INSERT takes this lock before it draws the default.
select virtualtransaction from pg_locks
where locktype = 'relation'
    and database = (select oid from pg_database where datname = current_database())
    and relation = 'events'::regclass
    and mode = 'RowExclusiveLock'
    and granted
