-- Visits of all the reader's municipalities, of each municipality and of each kind, over all time.
select 'municipality' as dimension, municipality as value, count(*) as visits from {guidance} group by 2
union all
select 'month', to_char(given_on, 'YYYY-MM'), count(*) from {guidance} group by 2
union all
select 'channel', coalesce(channel, ''), count(*) from {guidance} group by 2
union all
select 'language', coalesce(language, ''), count(*) from {guidance} group by 2
union all
select 'outcome', coalesce(outcome, ''), count(*) from {guidance} group by 2
union all
select 'theme', theme, count(*)
from {guidance}, unnest(string_to_array(nullif(themes, ''), ',')) as theme group by 2
order by 1, 2
