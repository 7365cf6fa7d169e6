create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    title text not null,
    stage text,
    last_held_on date,
    workshops text not null
)
