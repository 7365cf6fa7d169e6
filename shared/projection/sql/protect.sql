-- The sub-select is computed once for a query, whatever the rows: a hashed list of the few cases that are protected.
create policy protection_of_{column} on {table} as restrictive for select to {reader}
using (
    {column} is null
    or {column} not in (
        select hidden from protected_from((select current_setting('app.actor', true))) as hidden
    )
)
