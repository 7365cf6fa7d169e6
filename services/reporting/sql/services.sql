select
    key, kept_by, kind, name_fi, name_sv, name_en, description_fi, description_sv, description_en, needs, languages,
    serves, street, postal_code, city, latitude, longitude, cost, cents, hours, owner, business_id, funded_until
from {services}
where ended_on is null
    and ($1::text is null or $1 = any (string_to_array(serves, ' ')))
    and ($2::text is null or $2 = any (string_to_array(needs, ' ')))
    and ($3::text is null or $3 = any (string_to_array(languages, ' ')))
    and ($4::text is null or kind = $4)
    and ($5::text is null or cost = $5)
    and ($6::bigint is null or coalesce(cents, 0) <= $6)
order by name_fi, name_sv, key
