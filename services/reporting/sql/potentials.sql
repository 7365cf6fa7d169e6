select
    key, kept_by, provider, business_id, description_fi, description_sv, description_en, needs, languages, from_on,
    until, state, service_id
from {potentials}
where ($1::text is null or state = $1) and ($2::text is null or $2 = any (string_to_array(needs, ' ')))
order by from_on, key
