create index on {table} (state);
