create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    side text not null,
    offer uuid not null,
    sender text not null,
    receiver text not null,
    state text not null,
    offered_on date,
    expires_on date,
    answered_on date,
    moves_on date,
    reason text
)
