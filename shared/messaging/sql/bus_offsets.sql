select partition, "offset" from bus_offsets where "group" = $1
