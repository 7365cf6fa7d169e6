-- Each training once, by the municipality that needed it, where that one is the viewer's.
select home, turnout, ratings
from {trainings}
where municipality = home and state = 'held' and held_on between $1 and $2
order by home, key
