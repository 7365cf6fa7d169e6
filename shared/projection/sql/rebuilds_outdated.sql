select table_name from rebuilds where projection = $1 and version <> $2 group by table_name
