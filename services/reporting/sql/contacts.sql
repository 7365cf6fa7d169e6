select key, contact, details
from {organisations}
where contact is not null and key = any ($1::uuid[])
order by key, contact
