create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    posted_in text not null,
    employer text not null,
    business_id text,
    title_fi text,
    title_sv text,
    title_en text,
    sector text not null,
    skills text not null,
    languages text not null,
    places bigint not null,
    hours_a_week bigint,
    from_on date not null,
    until date,
    closed boolean not null
)
