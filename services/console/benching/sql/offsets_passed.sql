select coalesce(sum(next_offset), 0) from positions
