create index on {table} (municipality, given_on);
create index on {table} (visitor);
