select key, writer, area, state, areas, audiences, topic, languages, title, text, missing, valid_from, valid_to, recipients,
    seen, shown
from {bulletins}
where municipality = $1 and area and state = 'published' and $2::date between valid_from and valid_to
    and ($3::text is null or audiences::jsonb ? $3) and ($4::text is null or topic = $4)
order by valid_from desc, key
