create index on {table} (municipality, group_id);
