select projection, bucket, seq from skipped
where (projection, version) in (select * from unnest($1::text[], $2::integer[]))
