-- Only while the key is parked: the row is locked so that a retry that ends just now is seen. A double holds once.
with parked_key as (select 1 from parked where consumer = $1 and key = $2 for update)
insert into held (consumer, key, event, stream, version, type, head, data, hash)
select $1, $2, $3, $4, $5, $6, $7, $8, $9 from parked_key
on conflict (consumer, stream, version) do nothing
