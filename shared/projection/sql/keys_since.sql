select distinct archive.key
from unnest($1::smallint[], $2::bigint[]) as done (bucket, seq)
join archive on archive.bucket = done.bucket and archive.seq > done.seq
