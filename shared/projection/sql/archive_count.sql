select coalesce(sum(seq), 0)::bigint from archive_heads
