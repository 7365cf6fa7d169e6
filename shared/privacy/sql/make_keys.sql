-- The keys of these subjects and of their parents ($5: all of them), made where a subject has none. A key that was made
-- elsewhere after this statement began is in neither part: ask again.
with offered as (
    select key_id, subject, wrapped, coalesce(string_to_array(nullif(parents, ''), ',')::uuid[], '{}') as parents
    from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[]) as made (key_id, subject, wrapped, parents)
),
made as (
    insert into subject_keys (key_id, subject, wrapped, parents)
    select key_id, subject, wrapped, parents from offered
    on conflict (subject) do nothing
    returning key_id, subject, parents, wrapped
)
select key_id, subject, parents, wrapped from made
union all
select held.key_id, held.subject, held.parents, held.wrapped
from subject_keys as held where held.subject = any ($5::uuid[])
