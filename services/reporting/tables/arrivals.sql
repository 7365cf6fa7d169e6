create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    registered_in text not null,
    arrived_on date not null,
    reason text,
    mother_tongue text,
    citizenship text
)
