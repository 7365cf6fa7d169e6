select array_agg(seq order by bucket) as positions from archive_heads
