create index on {table} (municipality, until) where ended_on is null;
