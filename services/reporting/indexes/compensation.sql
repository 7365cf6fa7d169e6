create index on {table} (municipality, ends_on);
