-- Each offer once, whichever of its sides the reader may see.
select
    sender, receiver, count(*) as offered,
    count(*) filter (where state = 'accepted') as accepted,
    count(*) filter (where state = 'declined') as declined
from (
    select distinct on (offer) offer, sender, receiver, state from {transfers} order by offer, side
) as offers
group by sender, receiver
order by sender, receiver
