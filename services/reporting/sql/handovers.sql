select key, asset, title_fi, title_sv, title_en, owner, business_id, from_on, until, handovers
from {owners}
where municipality = $1 and ended_on is null and ($2::date is null or until <= $2)
order by until nulls last, key
