delete from parked where projection = $1 and version = $2 and key = $3
