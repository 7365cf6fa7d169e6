create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    state text not null,
    begun_in text,
    jointly boolean,
    consent uuid,
    started_on date,
    mapped_on date,
    ended_on date,
    ground bytea,
    text_id uuid,
    sealed bytea
)
