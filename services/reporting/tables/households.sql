create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    link uuid,
    member uuid,
    kinship bytea,
    contact bytea,
    ended_on date
)
