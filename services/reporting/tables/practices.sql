create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    documented_by text not null,
    edition bigint not null,
    theme text not null,
    country text not null,
    region text not null,
    organisation text not null,
    description text not null,
    began_on date,
    visits text not null,
    adoptions text not null,
    results text not null
)
