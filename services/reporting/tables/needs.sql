create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    need text not null,
    source text not null,
    people bigint not null,
    seen_on date not null
)
