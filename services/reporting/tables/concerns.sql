create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    raised_on date,
    entrusted text not null,
    concluded_on date,
    details bytea,
    words bytea,
    conclusion bytea
)
