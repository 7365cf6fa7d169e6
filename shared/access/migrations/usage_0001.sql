-- Who looked at whom: append-only, hash-chained, written in the transaction that reads. Run as the owner of reporting's
-- schema with search_path set to it. Sixteen chains, so that readers do not wait for each other: a server process always
-- writes to the same one, so that two appends of one transaction lock one head and never deadlock.
-- Temporary tables last, or a caller's own `usage_heads` would be found before the real one by the functions below that
-- run as their owner; "from current" keeps this path for them.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

create table usage_log (
    bucket smallint not null check (bucket between 0 and 15),
    sequence bigint not null check (sequence > 0),
    actor text not null check (length(actor) between 1 and 200),
    role text not null check (length(role) between 1 and 40),
    organisation text not null check (length(organisation) between 1 and 200),
    case_key uuid not null,
    classes text[] not null check (classes::text ~ '^\{[a-z_]+(,[a-z_]+)*\}$'),
    purpose text not null check (purpose ~ '^[a-z][a-z_]{0,39}$'),
    recorded_at timestamptz not null,
    trace text not null,
    previous bytea not null check (length(previous) = 32),
    hash bytea not null check (length(hash) = 32),
    primary key (bucket, sequence)
);

create index usage_log_of_case on usage_log (case_key, recorded_at);
create index usage_log_of_actor on usage_log (actor, recorded_at);

create table usage_heads (
    bucket smallint primary key,
    sequence bigint not null,
    hash bytea not null
);

insert into usage_heads (bucket, sequence, hash)
select bucket, 0, sha256(convert_to('kotopolku-usage-' || bucket, 'UTF8')) from generate_series(0, 15) as bucket;

-- Each part as its length in four bytes and its UTF-8: no two rows have the same bytes.
create function usage_bytes(variadic parts text[]) returns bytea
language sql immutable strict parallel safe
as $$
    select coalesce(
        string_agg(int4send(octet_length(bytes)) || bytes, ''::bytea order by n), ''::bytea
    )
    from (
        select convert_to(part, 'UTF8') as bytes, n from unnest(parts) with ordinality as said (part, n)
    ) as encoded;
$$;

create function usage_hash(
    p_previous bytea, p_bucket smallint, p_sequence bigint, p_actor text, p_role text, p_organisation text,
    p_case uuid, p_classes text[], p_purpose text, p_recorded_at timestamptz, p_trace text
) returns bytea
language sql stable strict set search_path from current
as $$
    select sha256(
        convert_to(E'kotopolku-usage-1\n', 'UTF8') || p_previous
        || usage_bytes(
            p_bucket::text, p_sequence::text, p_actor, p_role, p_organisation, p_case::text,
            array_to_string(p_classes, ','), p_purpose,
            (extract(epoch from p_recorded_at) * 1000000)::bigint::text, p_trace
        )
    );
$$;

create function usage_append(
    p_actor text, p_role text, p_organisation text, p_cases uuid[], p_classes text[], p_purpose text, p_trace text
) returns bigint
language plpgsql security definer set search_path from current
as $$
declare
    v_bucket smallint := pg_backend_pid() % 16;
    v_at timestamptz := clock_timestamp();
    v_case uuid;
    v_sequence bigint;
    v_hash bytea;
    v_previous bytea;
    v_rows bigint := 0;
begin
    select sequence, hash into strict v_sequence, v_hash from usage_heads where bucket = v_bucket for update;
    for v_case in select distinct k from unnest(p_cases) as k order by k loop
        v_previous := v_hash;
        v_sequence := v_sequence + 1;
        v_hash := usage_hash(
            v_previous, v_bucket, v_sequence, p_actor, p_role, p_organisation, v_case, p_classes, p_purpose, v_at, p_trace
        );
        insert into usage_log values (
            v_bucket, v_sequence, p_actor, p_role, p_organisation, v_case, p_classes, p_purpose, v_at, p_trace,
            v_previous, v_hash
        );
        v_rows := v_rows + 1;
    end loop;
    update usage_heads set sequence = v_sequence, hash = v_hash where bucket = v_bucket;
    return v_rows;
end;
$$;

create function usage_is_append_only() returns trigger
language plpgsql
as $$
begin
    raise exception 'the usage log is append-only' using errcode = 'restrict_violation';
end;
$$;

create trigger usage_log_is_append_only before update or delete or truncate on usage_log
for each statement execute function usage_is_append_only();
create trigger usage_heads_stay before delete or truncate on usage_heads
for each statement execute function usage_is_append_only();

revoke all on usage_log, usage_heads from public;
revoke all on function usage_append(text, text, text, uuid[], text[], text, text) from public;
grant execute on function usage_append(text, text, text, uuid[], text[], text, text) to kotopolku_reporting_reader;
grant select on usage_log, usage_heads to kotopolku_auditor;
