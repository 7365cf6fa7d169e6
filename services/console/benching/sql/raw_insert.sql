insert into bench.raw_events (stream, version, key, bucket, type, recorded_at, head, data, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
