create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    proposed_by text not null,
    practices text not null,
    instrument text not null,
    level text not null,
    addressed_to text not null,
    proposal text not null,
    proposed_on date,
    decision text,
    decided_by text,
    decided_on date,
    grounds text,
    change text,
    in_force_on date,
    reference text
)
