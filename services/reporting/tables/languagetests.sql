create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    test uuid,
    state text not null,
    point text,
    language text,
    booked_for date,
    begins text,
    minutes bigint,
    invited_on date,
    tested_on date,
    overall text,
    course text,
    levels bytea
)
