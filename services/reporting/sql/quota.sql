select key, kind, year, agreed, persons, number, arrives_on, family, side, receiver, stage, reason
from {quota}
where municipality = $1
order by kind, year, arrives_on, key, family
