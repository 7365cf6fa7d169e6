insert into archive (bucket, seq, stream, version, key, type, recorded_at, head, data, hash)
select * from unnest(
    $1::smallint[], $2::bigint[], $3::text[], $4::integer[], $5::uuid[], $6::text[], $7::timestamptz[],
    $8::bytea[], $9::bytea[], $10::bytea[]
)
