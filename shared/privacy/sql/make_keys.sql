insert into subject_keys (key_id, subject, wrapped, parents)
select key_id, subject, wrapped, coalesce(string_to_array(nullif(parents, ''), ',')::uuid[], '{}')
from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[]) as made (key_id, subject, wrapped, parents)
on conflict (subject) do nothing
