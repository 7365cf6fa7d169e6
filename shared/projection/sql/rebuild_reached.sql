update rebuilds set seq = new.seq
from unnest($2::smallint[], $3::bigint[], $4::bigint[]) as new (bucket, was, seq)
where table_name = any ($1::text[]) and rebuilds.bucket = new.bucket and rebuilds.seq >= new.was
