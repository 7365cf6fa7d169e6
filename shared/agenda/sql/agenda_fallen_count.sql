select count(*) from agenda where done_at is null and parked_at is null and due_on < $1
