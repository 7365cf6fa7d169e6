select sub, kind, due_on, done_on, owner
from {notices}
where municipality = $1 and key = $2 and kind is not null
order by due_on, kind, sub
