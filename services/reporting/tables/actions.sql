create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    origin text not null,
    agreed_in uuid,
    what text not null,
    owner text not null,
    agreed_on date,
    due_on date,
    postponed bigint not null,
    done_on date
)
