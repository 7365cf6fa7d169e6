create index on {table} (municipality, due_on) where met_on is null and waived_on is null;
