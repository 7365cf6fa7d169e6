-- What of a batch needs care: its parked keys and its discarded events.
select 'key' as what, key as id from parked where consumer = $1 and key = any ($2::uuid[])
union all
select 'event', event from skipped where consumer = $1 and key = any ($2::uuid[])
