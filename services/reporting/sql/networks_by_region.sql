-- Each group once, where its convener or any municipality it serves is the viewer's.
select distinct on (key) key, convener, kind, name, region, meetings_a_year, formed_on, members, meetings, planned, missed,
    needs
from {networks}
where $1::text is null or region = $1
order by key, municipality
