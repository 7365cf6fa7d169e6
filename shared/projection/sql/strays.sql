-- Rows of keys that the archive has never heard of.
select distinct key from {table} as held
where not exists (select from archive where archive.key = held.key)
limit $1
