select table_name, projection, version, bucket, seq from rebuilds
where (projection, version) in (select * from unnest($1::text[], $2::integer[]))
order by table_name, bucket
