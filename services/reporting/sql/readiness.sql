select key, reason, items, done, gaps, unanswered from {readiness} where municipality = $1 order by reason
