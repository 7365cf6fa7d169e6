create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    kept_by text not null,
    provider text not null,
    business_id text,
    description_fi text,
    description_sv text,
    description_en text,
    needs text not null,
    languages text not null,
    from_on date not null,
    until date,
    state text not null,
    service_id uuid
)
