select municipality, key, title_fi, title_sv, title_en
from {groups}
where municipality = any ($1::text[])
order by municipality, key
