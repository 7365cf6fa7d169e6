with wanted as (
    select key_id, subject, parents, wrapped from subject_keys where key_id = any ($1::uuid[])
)
select key_id, subject, parents, wrapped from wanted
union
select parent.key_id, parent.subject, parent.parents, parent.wrapped
from wanted cross join unnest(wanted.parents) as of (subject)
join subject_keys as parent on parent.subject = of.subject
