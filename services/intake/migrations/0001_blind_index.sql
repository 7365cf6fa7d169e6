-- Where a new arrival is looked for: HMACs of birth dates and identity codes, never the values. A mutable table beside
-- the ledger: a correction replaces a case's rows, a move gives them another municipality, erasure deletes them.
create table blind_index (
    kind text not null check (kind in ('birth_date', 'identity_code')),
    value bytea not null check (octet_length(value) = 32),
    case_id uuid not null,
    municipality text not null,
    primary key (kind, value, case_id)
);
create index blind_index_of_case on blind_index (case_id);

-- Put a case's blind values in place of those it had, and say which other cases share one of them now. Runs in the
-- transaction that appends the case's events. Two arrivals of one person at the same instant would each be decided
-- before the other is seen; so whoever shares a block waits here for the other's commit, and then sees it: each
-- statement of a function takes a snapshot of its own. The locks are taken in one order, so nobody waits in a ring.
create function index_case(p_case uuid, p_municipality text, p_kinds text[], p_values bytea[])
returns table (other_case uuid)
language plpgsql set search_path from current
as $$
begin
    perform pg_advisory_xact_lock(block)
    from (
        select distinct ('x' || encode(substring(value from 1 for 8), 'hex'))::bit(64)::bigint as block
        from unnest(p_values) as wanted (value)
        order by block
    ) as blocks;
    delete from blind_index where case_id = p_case;
    insert into blind_index (kind, value, case_id, municipality)
    select kind, value, p_case, p_municipality from unnest(p_kinds, p_values) as wanted (kind, value);
    return query
        select distinct held.case_id
        from blind_index as held join unnest(p_kinds, p_values) as wanted (kind, value) using (kind, value)
        where held.case_id <> p_case;
end $$;

revoke all on function index_case(uuid, text, text[], bytea[]) from public;
grant execute on function index_case(uuid, text, text[], bytea[]) to {service};
grant select, insert, update, delete on blind_index to {service};
