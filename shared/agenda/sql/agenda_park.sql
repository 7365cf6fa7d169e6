-- The first failure says since when; a later one says why now.
update agenda
set parked_at = coalesce(parked_at, $5), cause_type = $6, cause_text = $7, frames = $8, attempts = attempts + 1
where stream = $1 and name = $2 and due_on = $3 and event = $4
