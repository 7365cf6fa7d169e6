alter table {table} add primary key (key, sub)
