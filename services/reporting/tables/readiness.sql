create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    reason text not null,
    items text not null,
    done bigint not null,
    gaps bigint not null,
    unanswered bigint not null
)
