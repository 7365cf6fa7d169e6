-- How many visits there were of each kind, from a day to a day; a visit has several themes.
with visits as (
    select * from {guidance}
    where municipality = $1 and given_on between $2 and $3
)
select 'month' as dimension, to_char(given_on, 'YYYY-MM') as value, count(*) as visits
from visits group by 2
union all
select 'theme', theme, count(*)
from visits, unnest(string_to_array(nullif(themes, ''), ',')) as theme group by 2
union all
select 'channel', channel, count(*) from visits where channel is not null group by 2
union all
select 'language', language, count(*) from visits where language is not null group by 2
union all
select 'outcome', outcome, count(*) from visits where outcome is not null group by 2
union all
select 'onward', onward_kind, count(*) from visits where onward_kind is not null group by 2
union all
select 'all', '', count(*) from visits
union all
select 'minutes', '', coalesce(sum(minutes), 0)::bigint from visits
order by 1, 2
