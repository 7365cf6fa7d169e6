select cases.key, cases.status, cases.arrived_on, cases.person
from {caseload} as cases
join (
    select found.key from {search} as found
    where found.municipality = $1 and found.value = any ($2::bytea[])
    group by found.key
    having count(distinct found.value) = cardinality($2::bytea[])
) as matching on matching.key = cases.key
where cases.municipality = $1
order by cases.arrived_on desc, cases.key
limit $3
