create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    kind text not null,
    thing uuid,
    other uuid,
    language text,
    since date,
    until date,
    meetings bigint not null,
    last_met_on date,
    state text,
    box bytea,
    ending bytea
)
