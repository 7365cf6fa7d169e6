select
    sub, session, planned_on, begins, place, leader, transport, cents, held_on, people, long_time_residents,
    organisers, wishes, guests, long_time_guests
from {seasons}
where municipality = $1 and key = $2
order by coalesce(held_on, planned_on) nulls first, begins, sub
