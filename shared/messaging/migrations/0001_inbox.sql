-- What a service's reactions hold back, in the service's own schema. {service} is the service's login role.

create table parked (
    consumer text not null,
    key uuid not null,
    event uuid not null,
    stream text not null,
    version integer not null,
    type text not null,
    cause_type text not null,
    cause_text text not null,
    frames text[] not null,
    parked_at timestamptz not null,
    attempts integer not null default 1,
    primary key (consumer, key)
);

-- The failing event first, then those that came after it, in the order they came.
create table held (
    consumer text not null,
    key uuid not null,
    n bigint generated always as identity,
    event uuid not null,
    stream text not null,
    version integer not null,
    type text not null,
    head bytea not null,
    data bytea not null,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (consumer, key, n),
    unique (consumer, stream, version),
    foreign key (consumer, key) references parked
);
create index held_event on held (consumer, event);

-- Skips outlive what they skipped: a double of a discarded event must not be handled after all.
create table skipped (
    consumer text not null,
    event uuid not null,
    key uuid not null,
    stream text not null,
    version integer not null,
    skipped_at timestamptz not null,
    skipped_by text not null,
    reason text not null,
    primary key (consumer, event)
);

grant select, insert, update, delete on parked, held to {service};
grant select, insert on skipped to {service};
