select
    bucket, sequence, actor, role, organisation, case_key, classes, purpose,
    (extract(epoch from recorded_at) * 1000000)::bigint as microseconds, trace, previous, hash
from reporting.usage_log
order by bucket, sequence
