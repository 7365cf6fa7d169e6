-- Every need that a service answers in the municipality, or that was seen there since a day.
select
    coalesce(supplied.need, seen.need) as need, coalesce(seen.people, 0)::bigint as people,
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
    select need, sum(people) as people from {needs} where municipality = $1 and seen_on >= $2 group by need
) as seen on seen.need = supplied.need
order by need
