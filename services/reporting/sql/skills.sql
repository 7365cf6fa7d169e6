select sub, state, begun_in, jointly, consent, started_on, mapped_on, ended_on, ground, text_id, sealed
from {skills}
where municipality = $1 and key = $2
order by sub
