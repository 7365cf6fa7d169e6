create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    present boolean not null,
    merged boolean not null,
    arrived_on date,
    born_in bigint,
    groups text not null,
    of_arrival text,
    sealed bytea,
    met_on date,
    met_by text,
    tried_on date,
    attempts bigint not null,
    outcome text,
    person bytea,
    jobseeker boolean not null
)
