create index on {table} (municipality, kind);
