create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    need text not null,
    language text,
    wished_on date not null,
    of_case boolean not null,
    groups bigint not null,
    case_id uuid
)
