select key, sub, case_id, state, proposed_on, decided_on, found, declined
from {candidacies}
where municipality = $1 and ($2::uuid is null or key = $2) and ($3::text is null or state = $3)
order by proposed_on desc, sub
