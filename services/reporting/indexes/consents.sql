create index on {table} (municipality, key);
