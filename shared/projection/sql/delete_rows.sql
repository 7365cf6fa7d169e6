delete from {table} using unnest($1::uuid[], $2::text[]) as gone (key, sub)
where {table}.key = gone.key and {table}.sub = gone.sub
