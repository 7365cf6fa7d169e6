select count(distinct key) from agenda where done_at is null and parked_at is not null
