select test, state, point, language, booked_for, begins, minutes, invited_on, tested_on, overall, course, levels
from {languagetests}
where municipality = $1 and key = $2 and sub <> ''
order by coalesce(tested_on, booked_for), test
