insert into rejected (partition, next_offset, reason, head, data, hash)
select * from unnest($1::smallint[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[])
on conflict do nothing
