-- The writer's own row of each bulletin that is not withdrawn.
select municipality, key, title, text
from {bulletins}
where municipality = any ($1::text[]) and municipality = writer and state <> 'withdrawn'
order by municipality, key
