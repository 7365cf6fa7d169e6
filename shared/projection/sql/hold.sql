insert into held (stream, version, hash, bucket, head, data)
select * from unnest($1::text[], $2::integer[], $3::bytea[], $4::smallint[], $5::bytea[], $6::bytea[])
on conflict do nothing
