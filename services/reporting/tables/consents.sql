create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    consent uuid,
    given_on date,
    valid_until date,
    withdrawn_on date,
    terms bytea
)
