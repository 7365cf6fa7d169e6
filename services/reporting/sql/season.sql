-- Wishes are counted of those whom the reader may know of.
select
    season.sub, session, planned_on, begins, place, leader, transport, cents, held_on, people, long_time_residents,
    organisers, guests, long_time_guests,
    (select count(*) from {wishes} as wished where wished.sub = season.key::text) as wishes
from {seasons} as season
where season.municipality = $1 and season.key = $2
order by coalesce(held_on, planned_on) nulls first, begins, season.sub
