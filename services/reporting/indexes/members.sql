create index on {table} (municipality);
