update parked
set event = $3, stream = $4, version = $5, type = $6, cause_type = $7, cause_text = $8, frames = $9, attempts = attempts + 1
where consumer = $1 and key = $2
