create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    case_id uuid,
    state text not null,
    proposed_on date,
    decided_on date,
    found bytea,
    declined bytea
)
