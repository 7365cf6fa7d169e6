create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    place text not null,
    name text not null,
    kind text not null,
    country text not null,
    themes text not null,
    contact uuid,
    details bytea
)
