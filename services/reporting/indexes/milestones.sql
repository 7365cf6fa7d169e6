create index on {table} (municipality, arrived_on);
