create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    round bigint not null,
    kind text not null,
    answer_set bigint not null,
    text_id uuid,
    sealed bytea
)
