create index on {table} (municipality, quarter);
