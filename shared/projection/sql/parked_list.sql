select
    parked.projection, parked.version, parked.key, parked.bucket, parked.seq, parked.event_id, parked.stream,
    parked.stream_version, parked.cause, parked.attempts, parked.parked_at, archive.type,
    (
        select count(*) from archive as later
        where later.key = parked.key and later.seq >= parked.seq
    ) as waiting
from parked
join archive on archive.bucket = parked.bucket and archive.seq = parked.seq
where parked.projection = $1 and parked.version = $2 and ($3::uuid is null or parked.key = $3)
order by parked.parked_at, parked.key
