delete from held using unnest($1::text[], $2::integer[]) as reached (stream, version)
where held.stream = reached.stream and held.version <= reached.version
