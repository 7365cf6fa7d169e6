insert into retired (table_name)
select table_name from active where projection = $1 and table_name <> $2
on conflict do nothing
