select municipality, reason, done, gaps, unanswered from {readiness} order by municipality, reason
