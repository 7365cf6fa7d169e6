select key, place, name, kind, country, themes
from {organisations}
where contact is null and ($1::text is null or $1 = any (string_to_array(themes, ',')))
order by name, key
