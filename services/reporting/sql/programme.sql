select key, number, title, adopted_on, adopted_by, valid_from, valid_to, goals, measured
from {programmes}
where municipality = $1
order by number desc
