select born_in, groups, of_arrival, met_on is not null as met
from {outreach}
where present and not merged and not jobseeker and arrived_on is not null
