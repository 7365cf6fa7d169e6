select event, stream, version, type from held where consumer = $1 and key = $2 order by n
