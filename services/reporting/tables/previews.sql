create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    side text not null,
    offer uuid,
    other text,
    arrived_on date,
    assessment text not null,
    planned boolean not null,
    person bytea,
    background bytea,
    note bytea,
    offered_on date,
    expires_on date,
    held_from date,
    moves_on date
)
