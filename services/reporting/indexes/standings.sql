create index on {table} (municipality, standing);
create index on {table} (leading_case) where leading_case is not null;
create index on {table} (notice) where notice is not null;
