select area, suits, count(*) as people
from {suitability}
where kind = 'evaluation' and area is not null and suits is not null
group by area, suits
order by area, suits
