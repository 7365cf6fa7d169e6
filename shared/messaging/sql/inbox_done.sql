delete from held where consumer = $1 and event = $2
