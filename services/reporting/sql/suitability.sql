select kind, area, on_day, visits, visit, interest, suits, sealed, words
from {suitability}
where municipality = $1 and key = $2 and kind <> ''
order by on_day, kind desc, sub
