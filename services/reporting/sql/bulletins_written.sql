select key, writer, area, state, areas, audiences, topic, languages, title, text, missing, valid_from, valid_to, recipients,
    seen, shown
from {bulletins}
where municipality = $1 and writer = $1 and ($2::text is null or state = $2)
order by valid_from desc nulls first, key
