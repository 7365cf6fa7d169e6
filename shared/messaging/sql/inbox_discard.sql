with gone as (
    delete from held where consumer = $1 and event = $2 returning consumer, event, key, stream, version, type
), recorded as (
    insert into skipped (consumer, event, key, stream, version, skipped_at, skipped_by, reason)
    select consumer, event, key, stream, version, $3, $4, $5 from gone
    on conflict (consumer, event) do nothing
)
select event, stream, version, type from gone
