-- Reporting's own archive of every event, and what its folds need. Run with search_path set to reporting's schema, as the
-- schema's owner. {service} is reporting's login role.
create table archive (
    bucket smallint not null check (bucket between 0 and 63),
    seq bigint not null check (seq >= 1),
    stream text not null,
    version integer not null check (version >= 1),
    key uuid not null,
    type text not null,
    recorded_at timestamptz not null,
    head bytea not null,
    data bytea not null,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (bucket, seq),
    unique (stream, version)
);
create index archive_of_key on archive (key, seq);

-- What may come next: a lower version is a double, a higher one waits for the gap to close.
create table archive_streams (
    stream text primary key,
    key uuid not null,
    version integer not null,
    hash bytea not null
) with (fillfactor = 70);

-- The newest sequence number of each bucket. Whoever archives into a bucket locks its row first, so numbers have no gap.
create table archive_heads (
    bucket smallint primary key check (bucket between 0 and 63),
    seq bigint not null
) with (fillfactor = 10);
insert into archive_heads (bucket, seq) select bucket, 0 from generate_series(0, 63) as bucket;

-- Where each partition of the topic is to be read on from. Kept here, not in Kafka: a restored backup knows its own.
create table positions (
    partition smallint primary key,
    next_offset bigint not null
) with (fillfactor = 10);

-- What came after a gap, until the gap closes.
create table held (
    stream text not null,
    version integer not null,
    hash bytea not null,
    bucket smallint not null,
    head bytea not null,
    data bytea not null,
    held_at timestamptz not null default clock_timestamp(),
    primary key (stream, version, hash)
);

-- What can never be archived: a chain that does not fit, a second history of a stream, a head that cannot be read.
create table rejected (
    id bigint generated always as identity primary key,
    partition smallint not null,
    next_offset bigint not null,
    reason text not null check (reason in ('chain', 'fork', 'head')),
    head bytea not null,
    data bytea not null,
    hash bytea not null,
    rejected_at timestamptz not null default clock_timestamp(),
    unique (partition, next_offset, hash)
);

-- Which table answers for a projection now; a rebuild fills another and points here in one transaction.
create table active (
    projection text primary key,
    version integer not null,
    table_name text not null unique,
    since timestamptz not null default clock_timestamp()
);

-- A rebuild that is under way: a row for each bucket that is in its table, up to which sequence number.
create table rebuilds (
    table_name text not null,
    projection text not null,
    version integer not null,
    bucket smallint not null,
    seq bigint not null,
    primary key (table_name, bucket)
);

-- Tables that nothing points to any more; readers that began earlier may still be in them.
create table retired (
    table_name text primary key,
    retired_at timestamptz not null default clock_timestamp()
);

-- Keys whose fold failed, and at which event: nothing from it on is folded until somebody retries.
create table parked (
    projection text not null,
    version integer not null,
    key uuid not null,
    bucket smallint not null,
    seq bigint not null,
    event_id uuid not null,
    stream text not null,
    stream_version integer not null,
    cause text not null,
    attempts integer not null default 1,
    parked_at timestamptz not null default clock_timestamp(),
    primary key (projection, version, key)
);

-- Events that a person decided to pass over for one projection: rebuild and as-of pass over them too.
create table skipped (
    projection text not null,
    version integer not null,
    bucket smallint not null,
    seq bigint not null,
    key uuid not null,
    skipped_by text not null,
    cause text not null,
    skipped_at timestamptz not null default clock_timestamp(),
    primary key (projection, version, bucket, seq)
);
create index skipped_of_key on skipped (key);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the archive is never changed: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'KP403';
end $$;
create trigger archive_is_append_only before update or delete on archive
    for each row execute function refuse_change();
create trigger archive_is_never_truncated before truncate on archive
    for each statement execute function refuse_change();

-- Not even the owner may change an archived event; the triggers say it to whoever grants it to himself.
revoke update, delete, truncate on archive from current_user;

grant select, insert on archive, skipped, rejected to {service};
grant select, insert, update on archive_streams, archive_heads, positions to {service};
grant select, insert, update, delete on held, active, rebuilds, retired, parked to {service};

-- A new version of a read model is a new table, and reporting makes it itself.
do $$ begin execute format('grant create on schema %I to {service}', current_schema()); end $$;

-- Readers: which tables answer, and how far the archive is. The archive itself is not theirs: it knows no municipality.
grant select on archive_heads, active to kotopolku_reporting_reader;
grant select on archive, archive_streams, archive_heads, positions, held, rejected, active, parked, skipped
    to kotopolku_auditor;
