select exists (select from pg_index where indrelid = to_regclass($1) and indisprimary)
