-- The sub-select is computed once for a query; the bare expression would be for each row. Unset reads as nothing.
alter table {table} enable row level security;
alter table {table} force row level security;
create policy scope on {table} for select to {reader}
using (
    municipality = any(
        (select string_to_array(nullif(current_setting('app.municipalities', true), ''), ','))::text[]
    )
);
create policy folding on {table} for all to {writer} using (true) with check (true);
revoke all on {table} from public;
grant select on {table} to {reader};
