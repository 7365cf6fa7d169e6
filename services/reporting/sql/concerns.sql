-- What somebody may read of a municipality's concerns: all ($2), or those that they ($3) are entrusted with.
select key, raised_on, entrusted, concluded_on, details, words, conclusion
from {concerns}
where municipality = $1 and ($2 or entrusted::jsonb ? $3)
order by concluded_on is not null, raised_on, key
