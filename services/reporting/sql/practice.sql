select key, documented_by, edition, theme, country, region, organisation, description, began_on, visits, adoptions, results
from {practices}
where key = $1
