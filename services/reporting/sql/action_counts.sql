select municipality, origin,
    count(*) filter (where done_on is not null) as done,
    count(*) filter (where done_on is null and due_on >= $1::date) as open,
    count(*) filter (where done_on is null and due_on < $1::date) as overdue
from {actions}
group by municipality, origin
order by municipality, origin
