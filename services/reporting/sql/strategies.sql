select key, title, stage, last_held_on, workshops
from {strategies}
where municipality = $1
order by last_held_on desc nulls first, key
