select projection, key, bucket, seq from parked
where (projection, version) in (select * from unnest($1::text[], $2::integer[]))
