-- Buckets that had nothing in them when the rebuild began.
insert into rebuilds (table_name, projection, version, bucket, seq)
select $1, $2, $3, bucket, 0 from archive_heads
on conflict do nothing
