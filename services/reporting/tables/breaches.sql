create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    broken_in text,
    duty text,
    due_on date,
    breached_on date,
    rule text,
    law text,
    section text,
    rule_version date,
    inputs text
)
