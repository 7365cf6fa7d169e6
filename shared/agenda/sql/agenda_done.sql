update agenda set done_at = $1
from unnest($2::text[], $3::text[], $4::date[], $5::uuid[]) as carried_out (stream, name, due_on, event)
where agenda.stream = carried_out.stream and agenda.name = carried_out.name and agenda.due_on = carried_out.due_on
    and agenda.event = carried_out.event
