insert into parked (consumer, key, event, stream, version, type, cause_type, cause_text, frames, parked_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (consumer, key) do nothing
