select key, need, language, wished_on, of_case, groups
from {wishes}
where municipality = $1 and sub = '' and ($2::text is null or need = $2) and (not $3::boolean or groups = 0)
order by wished_on, key
