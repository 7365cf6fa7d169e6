create index on {table} (state, from_on);
