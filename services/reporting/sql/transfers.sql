select key, side, offer, sender, receiver, state, offered_on, expires_on, answered_on, moves_on, reason
from {transfers}
where municipality = $1
order by offered_on desc nulls last, offer, side
