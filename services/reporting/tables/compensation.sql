create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    ground text,
    began_on date,
    ends_on date,
    extended boolean not null,
    ended_on date,
    rule text,
    law text,
    person bytea
)
