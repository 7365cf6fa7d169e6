-- Who is between two municipalities now: offers of and to one of them that can still be answered.
select key, offer, side, sender, receiver, offered_on, expires_on
from {transfers}
where municipality = $1 and state = 'offered' and (expires_on is null or expires_on >= $2::date)
order by offered_on nulls last, offer, side
