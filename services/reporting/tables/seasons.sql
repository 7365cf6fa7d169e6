create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    session uuid,
    planned_on date,
    begins text,
    place text,
    leader text,
    transport text,
    cents bigint,
    held_on date,
    people bigint,
    long_time_residents bigint,
    organisers text not null,
    guests bigint not null,
    long_time_guests bigint not null
)
