insert into bus_offsets ("group", partition, "offset")
select $1, partition, "offset" from unnest($2::smallint[], $3::bigint[]) as passed (partition, "offset")
on conflict ("group", partition) do update set "offset" = excluded."offset"
