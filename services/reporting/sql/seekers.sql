-- What those who seek work in the municipality wish, can and speak: a row for each box.
select own.key, own.kind, own.language, own.box, cases.person, cases.status
from {pathways} as own
join {pathways} as wish on wish.key = own.key and wish.sub = 'wish'
join {caseload} as cases on cases.key = own.key and cases.municipality = own.municipality
where own.municipality = $1 and own.kind in ('wish', 'skills', 'level')
order by own.key, own.sub
