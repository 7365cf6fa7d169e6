-- Projects that work on a theme (all where none is asked for), the newest first.
select key, place, name_fi, name_sv, name_en, funder, number, starts_on, ends_on, themes, partners
from {projects}
where result is null and ($1::text is null or $1 = any (string_to_array(themes, ',')))
order by starts_on desc, key
