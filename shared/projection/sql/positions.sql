select partition, next_offset from positions
