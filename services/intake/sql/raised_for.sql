-- What was said first of the suspicions that were raised for a case. The condition is that of a partial index.
select events.head, events.data
from streams join events on events.stream = streams.stream and events.version = 1
where streams.key = $1 and streams.stream like 'intake/suspicion/%'
