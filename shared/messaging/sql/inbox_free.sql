delete from parked
where consumer = $1 and key = $2
    and not exists (select 1 from held where held.consumer = $1 and held.key = $2)
