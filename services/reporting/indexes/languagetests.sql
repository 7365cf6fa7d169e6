create index on {table} (municipality, booked_for);
