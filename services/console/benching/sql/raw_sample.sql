-- Events as the ledger has them, for the baseline to insert.
select stream, version, key, bucket, type, recorded_at, head, data, hash
from intake.events order by position limit $1
