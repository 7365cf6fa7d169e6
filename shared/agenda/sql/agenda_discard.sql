update agenda set done_at = $2, skipped_by = $3, reason = $4
where event = $1 and done_at is null and parked_at is not null
returning event, event_stream as stream, event_version as version, event_type as type
