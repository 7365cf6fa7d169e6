select visit, given_on, point, themes, channel, language, outcome, minutes, onward_kind, onward_service
from {guidance}
where municipality = $1 and visitor = $2
order by given_on, visit
