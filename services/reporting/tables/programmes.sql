create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    number bigint not null,
    title text not null,
    adopted_on date,
    adopted_by text not null,
    valid_from date,
    valid_to date,
    goals text not null,
    measured text not null
)
