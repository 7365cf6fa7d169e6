-- What a service's facts have put on its agenda, in the service's own schema. {service} is the service's login role.
-- A day says only that something is to be looked at then: nothing about a person is here.

create table agenda (
    stream text not null,
    name text not null,
    due_on date not null,
    key uuid not null,
    municipality text,
    -- The fact that put it here.
    event uuid not null,
    event_stream text not null,
    event_version integer not null,
    event_type text not null,
    correlation text,
    done_at timestamptz,
    -- Why it could not be carried out, where it could not; then it is held back alone.
    parked_at timestamptz,
    cause_type text,
    cause_text text,
    frames text[],
    attempts integer not null default 0,
    skipped_by text,
    reason text,
    primary key (stream, name, due_on, event)
) with (fillfactor = 80);
-- Nothing but what is still to come and what has just fallen due is ever looked for.
create index agenda_waiting on agenda (due_on) where done_at is null and parked_at is null;
create index agenda_parked on agenda (key) where done_at is null and parked_at is not null;

grant select, insert on agenda to {service};
grant update (done_at, parked_at, cause_type, cause_text, frames, attempts, skipped_by, reason) on agenda to {service};
grant select on agenda to kotopolku_auditor;
