create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    part text not null,
    id uuid,
    plan uuid,
    of uuid,
    state text,
    party text,
    since date,
    until date,
    by_day date,
    agreed_on date,
    done_on date,
    number bigint,
    words bytea,
    ground bytea
)
