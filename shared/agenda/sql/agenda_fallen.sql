-- What has fallen due by the day $1, the earliest first; what another process has in hand is left to it.
select stream, name, due_on, key, municipality, event, event_stream, event_version, event_type, correlation
from agenda
where done_at is null and parked_at is null and due_on < $1
order by due_on, stream, name
limit $2
for update skip locked
