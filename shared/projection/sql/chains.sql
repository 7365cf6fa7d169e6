select stream, version, key, bucket, type, recorded_at, head, data, hash, seq as position
from archive order by stream, version
