insert into active (projection, version, table_name) values ($1, $2, $3)
on conflict (projection) do update
    set version = excluded.version, table_name = excluded.table_name, since = clock_timestamp()
