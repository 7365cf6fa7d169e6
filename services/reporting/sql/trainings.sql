select key, municipality, home, state, topic, package, kind, provider, audiences, people, places, hours, needed_by, planned_on,
    held_on, turnout, ratings
from {trainings}
where municipality = $1 and ($2::text is null or state = $2)
order by coalesce(held_on, planned_on, needed_by), key
