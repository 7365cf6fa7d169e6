create index on {table} (closed, from_on);
