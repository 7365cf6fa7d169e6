select key, title_fi, title_sv, title_en, language, places, taken, queued, sessions, starts_on, last_held_on
from {groups}
where municipality = $1
order by starts_on, key
