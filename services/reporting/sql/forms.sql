select round, kind, answer_set, text_id, sealed
from {forms}
where municipality = $1 and key = $2 and kind <> ''
order by round, answer_set, sub
