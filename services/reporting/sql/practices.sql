select key, documented_by, edition, theme, country, region, organisation, description, began_on, visits, adoptions, results
from {practices}
where ($1::text is null or theme = $1) and ($2::text is null or country = $2)
order by country, region, key
