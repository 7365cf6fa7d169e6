-- Every need that a service answers in the municipality, or that was seen there since a day, each person once; and how
-- many a service was full for, whatever needs it answers. A forecast too small to be shown ($3) is in no sum either.
with seen as (
    select coalesce(needs.need, answered.need) as need, whom, max(people) as people,
        bool_or(turned_away is not null) as turned_away
    from {needs} as needs
    left join {services} as full_ones on full_ones.key = needs.turned_away
    left join lateral unnest(string_to_array(full_ones.needs, ' ')) as answered (need) on needs.need is null
    where needs.municipality = $1 and seen_on >= $2 and coalesce(needs.need, answered.need) is not null
        and (source <> 'forecast' or people >= $3)
    group by 1, 2
)

select
    coalesce(supplied.need, needed.need) as need, coalesce(needed.people, 0)::bigint as people,
    coalesce(needed.turned_away, 0) as turned_away,
    coalesce(supplied.services, 0) as services, coalesce(supplied.owners, 0) as owners,
    coalesce(supplied.official, 0) as official, coalesce(supplied.third_sector, 0) as third_sector,
    coalesce(supplied.private, 0) as private
from (
    select
        need, count(*) as services, count(distinct owner) as owners,
        count(*) filter (where kind = 'official') as official,
        count(*) filter (where kind = 'third_sector') as third_sector,
        count(*) filter (where kind = 'private') as private
    from {services}, unnest(string_to_array(needs, ' ')) as need
    where ended_on is null and $1 = any (string_to_array(serves, ' '))
    group by need
) as supplied
full join (
    select need, sum(people) as people, count(*) filter (where turned_away) as turned_away from seen group by need
) as needed on needed.need = supplied.need
order by need
