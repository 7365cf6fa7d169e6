-- Of these tables those that have no primary key yet, the largest first.
select said.table_name
from unnest($1::text[]) as said (table_name)
where not exists (select from pg_constraint where conrelid = said.table_name::regclass and contype = 'p')
order by pg_relation_size(said.table_name::regclass) desc
