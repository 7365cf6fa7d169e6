select archive.stream, archive.version, archive.hash
from unnest($1::text[], $2::integer[]) as asked (stream, version)
join archive on archive.stream = asked.stream and archive.version = asked.version
