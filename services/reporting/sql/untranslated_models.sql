select municipality, sub, kind, model, version, name, missing
from {models}
where municipality = any ($1::text[]) and kind in ('draft', 'published')
order by municipality, model, version
