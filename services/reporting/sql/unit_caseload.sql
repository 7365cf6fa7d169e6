-- Open cases of each of the reader's municipalities, and how many of them nobody answers for yet.
select
    municipality,
    count(*) as cases,
    count(*) filter (where official is null) as unanswered
from {caseload}
where person_id is not null and suspected_in is null and standing not in ('closed', 'merged')
group by municipality
