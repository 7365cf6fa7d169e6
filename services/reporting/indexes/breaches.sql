create index on {table} (municipality, breached_on);
