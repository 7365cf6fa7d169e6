select kind, thing, other, language, since, until, meetings, last_met_on, state, box, ending
from {pathways}
where municipality = $1 and key = $2 and kind in ('candidacy', 'placement', 'mentoring', 'support')
order by since nulls first, sub
