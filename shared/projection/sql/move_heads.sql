update archive_heads as held set seq = new.seq
from unnest($1::smallint[], $2::bigint[]) as new (bucket, seq)
where held.bucket = new.bucket
