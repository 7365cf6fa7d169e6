select actor, role, organisation, classes, purpose, recorded_at, trace
from reporting.usage_log
where case_key = $1
order by recorded_at, bucket, sequence
