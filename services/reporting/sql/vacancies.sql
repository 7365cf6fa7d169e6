-- Candidates and places are counted of those whom the reader may know of.
select *
from (
    select
        vacancies.key, posted_in, employer, business_id, title_fi, title_sv, title_en, sector, skills, languages,
        places, hours_a_week, from_on, until, coalesce(seats.proposed, 0) as proposed,
        coalesce(seats.accepted, 0) as accepted, coalesce(seats.declined, 0) as declined,
        coalesce(seats.taken, 0) as taken,
        case when closed then 'closed' when coalesce(seats.taken, 0) >= places then 'filled' else 'open' end as state
    from {vacancies} as vacancies
    left join (
        select
            key, count(*) filter (where decision is not null) as proposed,
            count(*) filter (where decision = 'accepted') as accepted,
            count(*) filter (where decision = 'declined') as declined,
            count(distinct case_id) filter (where taken) as taken
        from {seats}
        group by key
    ) as seats on seats.key = vacancies.key
) as posted
where ($1::text is null or state = $1) and ($2::text is null or sector = $2) and ($3::uuid is null or key = $3)
order by from_on, key
