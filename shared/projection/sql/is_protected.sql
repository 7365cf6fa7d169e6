select exists (
    select from pg_policies where schemaname = current_schema() and tablename = $1 and policyname like 'protection%'
)
