-- The command's earlier outcome, if there is one (version 0), and the stream's events, in one round trip.
select 0 as version, null::bytea as head, null::bytea as data,
       stream, fingerprint, from_version, to_version, refusal, refusal_field
from commands where id = $2
union all
select version, head, data, null, null, null, null, null, null
from events where stream = $1
order by version
