select key, name_fi, name_sv, name_en, address, zone, hours, languages, opened_on, closed_on
from {servicepoints}
where municipality = $1 and ($2::uuid is null or key = $2)
order by opened_on, key
