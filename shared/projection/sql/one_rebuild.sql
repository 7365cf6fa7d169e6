select pg_try_advisory_lock(hashtextextended('kotopolku rebuild', 0))
