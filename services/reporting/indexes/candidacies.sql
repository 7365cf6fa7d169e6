create index on {table} (municipality, proposed_on);
