create index on {table} (municipality, outcome);
