-- Bucket -1 says that the table exists; the others that they are in it.
insert into rebuilds (table_name, projection, version, bucket, seq) values ($1, $2, $3, -1, 0)
