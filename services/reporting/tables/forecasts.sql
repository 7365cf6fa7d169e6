create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    centre text not null,
    need text not null,
    quarter text not null,
    present bigint not null,
    coming bigint not null,
    forecast_on date
)
