-- Lateral, so that what is behind is looked up by its number; joined plainly, the whole archive would be read for it.
select distinct behind.key
from unnest($1::smallint[], $2::bigint[]) as done (bucket, seq)
cross join lateral (
    select archive.key from archive
    where archive.bucket = done.bucket and archive.seq > done.seq
    order by archive.seq
    limit 1000000000
) as behind
