select key, municipality, origin, agreed_in, what, owner, agreed_on, due_on, postponed, done_on
from {actions}
where municipality = $1
    and ($2::text is null
        or $2 = 'done' and done_on is not null
        or $2 = 'open' and done_on is null
        or $2 = 'overdue' and done_on is null and due_on < $3::date)
    and ($4::uuid is null or agreed_in = $4)
order by done_on nulls first, due_on, key
