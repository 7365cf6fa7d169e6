-- Clients whom compensation is paid for on a day, those whose period ends first at the top.
select key, ground, began_on, ends_on, extended, ended_on, rule, law, person
from {compensation}
where municipality = $1 and began_on <= $2 and least(ends_on, ended_on) between $2 and $3
order by least(ends_on, ended_on), key
