create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    title_fi text,
    title_sv text,
    title_en text,
    language text,
    places bigint not null,
    sessions bigint not null,
    starts_on date,
    last_held_on date
)
