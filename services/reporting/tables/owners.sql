create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    asset text not null,
    title_fi text,
    title_sv text,
    title_en text,
    owner text,
    business_id text,
    from_on date,
    until date,
    handovers bigint not null,
    ended_on date
)
