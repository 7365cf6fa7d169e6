create index on {table} (municipality);
create index on {table} (sub);
