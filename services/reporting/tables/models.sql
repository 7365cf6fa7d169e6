create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    kind text not null,
    model text not null,
    version bigint not null,
    language text,
    name text,
    missing text not null,
    deviates boolean,
    reason text,
    on_day date
)
