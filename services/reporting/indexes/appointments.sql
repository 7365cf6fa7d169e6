create index on {table} (municipality, takes_place_on);
