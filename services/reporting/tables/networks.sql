create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    convener text not null,
    kind text not null,
    name text not null,
    region text not null,
    meetings_a_year bigint not null,
    formed_on date,
    members text not null,
    meetings text not null,
    planned text not null,
    missed text not null,
    needs text not null
)
