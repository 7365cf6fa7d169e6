select key, result, name_fi, name_sv, name_en, summary_fi, summary_sv, summary_en, link, starts_on
from {projects}
where result is not null and key = any ($1::uuid[])
order by starts_on desc, result
