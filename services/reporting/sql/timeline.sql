select seq, event_id, recorded_at, effective_on, service, event, role, organisation, rule, corrects, details
from {timeline}
where municipality = $1 and key = $2 and sub <> ''
order by seq
