create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    visit uuid,
    given_on date,
    point uuid,
    themes text not null,
    channel text,
    language text,
    outcome text,
    minutes bigint,
    onward_kind text,
    onward_service uuid,
    visitor uuid
)
