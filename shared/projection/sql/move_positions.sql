insert into positions (partition, next_offset)
select * from unnest($1::smallint[], $2::bigint[])
on conflict (partition) do update set next_offset = excluded.next_offset
