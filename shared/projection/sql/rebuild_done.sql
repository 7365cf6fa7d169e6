insert into rebuilds (table_name, projection, version, bucket, seq)
select * from unnest($1::text[], $2::text[], $3::integer[], $4::smallint[], $5::bigint[])
