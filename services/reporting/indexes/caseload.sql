create index on {table} (municipality, next_due_on);
