create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    case_id uuid,
    number bigint
)
