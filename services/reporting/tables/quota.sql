create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    kind text not null,
    year bigint,
    agreed bigint,
    persons bigint not null,
    number text,
    arrives_on date,
    family uuid,
    side text,
    receiver text,
    stage text,
    reason text
)
