create index on {table} (value);
