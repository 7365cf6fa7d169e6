select parked.*, (select count(*) from held where held.consumer = parked.consumer and held.key = parked.key) as waiting
from parked
where consumer = $1 and ($2::uuid is null or key = $2)
order by parked_at, key
