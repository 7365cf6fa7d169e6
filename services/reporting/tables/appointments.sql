create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    appointment uuid,
    takes_place_on date,
    state text not null,
    reminded_on date,
    details bytea,
    reminder bytea,
    outcome bytea,
    person bytea
)
