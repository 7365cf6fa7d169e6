create index on {table} (municipality, expected_on);
