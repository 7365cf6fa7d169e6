create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    side text not null,
    referral uuid,
    group_id uuid,
    provider text,
    state text not null,
    number bigint,
    referred_on date,
    started_on date,
    ended_on date,
    attended bigint not null
)
