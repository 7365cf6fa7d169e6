-- In order of bucket: two writers never wait for each other in a ring.
select bucket, seq from archive_heads where bucket = any ($1::smallint[]) order by bucket for update
