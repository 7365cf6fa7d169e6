-- Of a case that the reader may see: since when it is protected, and who is entitled to it.
select protected.set_on, protected.sub as official
from {caseload} as cases
join {protections} as protected on protected.key = cases.key
where cases.municipality = $1 and cases.key = $2 and cases.sub = ''
order by protected.sub
