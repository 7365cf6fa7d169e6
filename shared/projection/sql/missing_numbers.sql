-- Numbers that a bucket ought to have and has not.
with short as (
    select archive_heads.bucket, archive_heads.seq as head, coalesce(held.last, 0) as last
    from archive_heads
    left join (
        select bucket, count(*) as rows, max(seq) as last from archive group by bucket
    ) as held using (bucket)
    where coalesce(held.rows, 0) <> archive_heads.seq or coalesce(held.last, 0) <> archive_heads.seq
)
select short.bucket, n as seq
from short cross join generate_series(1, greatest(short.head, short.last)) as n
where n > short.head or not exists (
    select from archive where archive.bucket = short.bucket and archive.seq = n
)
order by short.bucket, n
limit $1
