create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    due_on date,
    met_on date,
    waived_on date,
    breached_on date,
    rule text,
    law text,
    section text,
    rule_version date,
    inputs text,
    outcome text
)
