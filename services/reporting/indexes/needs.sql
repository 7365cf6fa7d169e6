create index on {table} (municipality, need, seen_on);
