select count(*) from parked where consumer = $1
