select event, stream, version, type, head, data, hash from held where consumer = $1 and key = $2 order by n limit 1
