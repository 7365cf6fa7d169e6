insert into rebuilds (table_name, projection, version, bucket, seq)
select said.table_name, said.projection, said.version, done.bucket, done.seq
from unnest($1::text[], $2::text[], $3::integer[]) as said (table_name, projection, version)
cross join unnest($4::smallint[], $5::bigint[]) as done (bucket, seq)
