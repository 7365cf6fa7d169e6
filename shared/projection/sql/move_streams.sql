insert into archive_streams (stream, key, version, hash)
select * from unnest($1::text[], $2::uuid[], $3::integer[], $4::bytea[])
on conflict (stream) do update set version = excluded.version, hash = excluded.hash
