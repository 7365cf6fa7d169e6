create table {table} (
    key uuid not null,
    sub text not null,
    municipality text not null,
    seq bigint,
    event_id uuid,
    recorded_at timestamptz,
    effective_on date,
    service text,
    event text,
    role text,
    organisation text,
    rule text,
    corrects uuid,
    details text
)
