insert into parked (projection, version, key, bucket, seq, event_id, stream, stream_version, cause)
select * from unnest(
    $1::text[], $2::integer[], $3::uuid[], $4::smallint[], $5::bigint[], $6::uuid[], $7::text[], $8::integer[], $9::text[]
)
on conflict (projection, version, key) do update
    set bucket = excluded.bucket, seq = excluded.seq, event_id = excluded.event_id, stream = excluded.stream,
        stream_version = excluded.stream_version, cause = excluded.cause, attempts = parked.attempts + 1
