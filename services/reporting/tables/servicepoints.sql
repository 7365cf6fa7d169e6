create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    name_fi text,
    name_sv text,
    name_en text,
    address text not null,
    zone text not null,
    hours text not null,
    languages text not null,
    opened_on date,
    closed_on date
)
