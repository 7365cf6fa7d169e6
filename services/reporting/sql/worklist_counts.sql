select
    status,
    count(*) as cases,
    count(*) filter (where next_due_on < $2::date) as late,
    count(*) filter (where official is null and standing not in ('closed', 'merged')) as without_official
from {caseload}
where municipality = $1
group by status
