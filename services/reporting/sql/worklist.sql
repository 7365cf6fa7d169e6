select key, arrived_on, status, official, next_due_on, next_due_kind, offered_to, duplicates, person
from {caseload}
where municipality = $1
    and case when $2::text is null then standing not in ('closed', 'merged') else status = $2 end
    and ($3::boolean is null or coalesce(next_due_on < $4::date, false) = $3)
order by
    case when $5 = 'due' then next_due_on end nulls last,
    case when $5 = 'arrived' then arrived_on end desc nulls last,
    case when $5 = 'status' then status end,
    arrived_on, key
limit $6 offset $7
