create index on {table} (kind) where ended_on is null;
