insert into skipped (projection, version, bucket, seq, key, skipped_by, cause)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing
