create index on {table} (municipality, offered_on);
