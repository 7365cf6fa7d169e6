-- Before an arrival is decided, in one round trip: whose stream has its claim, and which cases share a blind value.
select stream, null::uuid as case_id, null::text as municipality, null::text as kind
from claims where municipality = $1 and digest = $2
union all
select null, held.case_id, held.municipality, held.kind
from blind_index as held
join unnest($3::text[], $4::bytea[]) as wanted (kind, value) using (kind, value)
