select 1 from parked where consumer = $1 and key = $2 for update
