create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    kind text not null,
    area text,
    on_day date,
    visits bigint not null,
    visit uuid,
    interest bigint,
    suits text,
    sealed bytea,
    words bytea
)
