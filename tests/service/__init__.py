"""What every service stands on as a process: the pool, readiness, the parts that run beside it."""
