create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    arrived_on date,
    reason text,
    mother_tongue text,
    gender text,
    assessment_due date,
    assessed_on date,
    planned_on date,
    served_on date,
    completed bigint not null,
    ended bigint not null,
    language text,
    first_level text,
    last_level text,
    tests bigint not null
)
