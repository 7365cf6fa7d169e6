select reporting.usage_append($1, $2, $3, $4::uuid[], $5::text[], $6, $7)
