-- Everybody may read a service of the directory; whoever keeps it translates it.
select kept_by as municipality, key, name_fi, name_sv, name_en, description_fi, description_sv, description_en
from {services}
where kept_by = any ($1::text[]) and (ended_on is null or ended_on >= $2::date)
order by kept_by, key
