select stream, version, hash, bucket, head, data from held
where stream = any ($1::text[]) order by stream, version, hash
