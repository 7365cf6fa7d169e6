select partition, next from bus_counters
