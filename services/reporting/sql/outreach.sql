-- Everybody present who has a case and is no client of the employment authority, whom no service has met longest first.
select key, arrived_on, born_in, groups, of_arrival, sealed, met_on, met_by, tried_on, attempts, outcome, person
from {outreach}
where municipality = $1 and present and not merged and not jobseeker and arrived_on is not null
order by coalesce(met_on, arrived_on), key
