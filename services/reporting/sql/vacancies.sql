select
    key, posted_in, employer, business_id, title_fi, title_sv, title_en, sector, skills, languages, places,
    hours_a_week, from_on, until, state, proposed, accepted, declined
from {vacancies}
where ($1::text is null or state = $1) and ($2::text is null or sector = $2) and ($3::uuid is null or key = $3)
order by from_on, key
