create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    need text,
    source text,
    people bigint not null,
    seen_on date,
    whom text,
    case_id uuid,
    turned_away uuid
)
