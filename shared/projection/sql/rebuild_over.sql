delete from rebuilds where table_name = any ($1::text[])
