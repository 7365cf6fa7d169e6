select key, proposed_by, practices, instrument, level, addressed_to, proposal, proposed_on, decision, decided_by, decided_on,
    grounds, change, in_force_on, reference
from {policies}
where $1::text is null or practices::jsonb ? $1
order by proposed_on, key
