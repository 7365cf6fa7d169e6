-- Places and queue are counted of those whom the reader may know of.
select
    groups.key, title_fi, title_sv, title_en, language, places, coalesce(members.taken, 0) as taken,
    coalesce(members.queued, 0) as queued, sessions, starts_on, last_held_on
from {groups} as groups
left join (
    select key, count(*) filter (where number = 0) as taken, count(*) filter (where number > 0) as queued
    from {members}
    where municipality = $1
    group by key
) as members on members.key = groups.key
where groups.municipality = $1
order by starts_on, groups.key
