select key, appointment, takes_place_on, state, reminded_on, details, reminder, outcome, person
from {appointments}
where municipality = $1 and takes_place_on between $2 and $3 and ($4::uuid is null or key = $4)
order by takes_place_on, appointment
