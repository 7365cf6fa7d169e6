select key, convener, kind, name, region, meetings_a_year, formed_on, members, meetings, planned, missed, needs
from {networks}
where municipality = $1
order by formed_on, key
