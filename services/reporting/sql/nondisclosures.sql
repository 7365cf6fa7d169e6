-- Of a case that the reader may see: what each service keeps to.
select noted.sub as service, noted.entitled
from {caseload} as cases
join {nondisclosures} as noted on noted.key = cases.key
where cases.municipality = $1 and cases.key = $2 and cases.sub = ''
order by noted.sub
