create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    report uuid,
    barrier uuid,
    theme text,
    solution text,
    reported_on date,
    words bytea
)
