-- The ledger of one service. Run with search_path set to the service's schema, as the schema's owner.
-- {service} is the service's login role.

-- Positions are drawn only by the column's default, one at a time: the gap-safe reader's proof rests on it.
create sequence events_position as bigint cache 1;

create table events (
    position bigint not null default nextval('events_position') primary key,
    stream text not null,
    version integer not null check (version >= 1),
    key uuid not null,
    bucket smallint not null check (bucket between 0 and 63),
    type text not null,
    recorded_at timestamptz not null,
    head bytea not null,
    data bytea not null,
    hash bytea not null check (octet_length(hash) = 32),
    unique (stream, version)
);
alter sequence events_position owned by events.position;

create table streams (
    stream text primary key,
    key uuid not null,
    version integer not null,
    hash bytea not null
) with (fillfactor = 70);

create table commands (
    id uuid primary key,
    fingerprint bytea,
    stream text not null,
    from_version integer not null,
    to_version integer,
    refusal text,
    refusal_field text,
    recorded_at timestamptz not null,
    check ((to_version is null) <> (refusal is null))
);

create table claims (
    municipality text not null,
    digest bytea not null,
    stream text not null,
    primary key (municipality, digest)
);

create table relay_checkpoint (
    relay text primary key,
    position bigint not null
);
insert into relay_checkpoint values ('relay', 0);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'events are never changed: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'KP403';
end $$;
create trigger events_are_append_only before update or delete on events
    for each row execute function refuse_change();
create trigger events_are_never_truncated before truncate on events
    for each statement execute function refuse_change();
