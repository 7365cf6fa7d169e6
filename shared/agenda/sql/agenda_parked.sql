-- What is held back, of one key or of all, the earliest first.
select stream, name, due_on, key, municipality, event, event_stream, event_version, event_type, correlation,
       parked_at, cause_type, cause_text, frames, attempts
from agenda
where done_at is null and parked_at is not null and ($1::uuid is null or key = $1)
order by parked_at, due_on, stream, name
