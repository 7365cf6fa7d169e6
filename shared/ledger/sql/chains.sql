select stream, version, key, bucket, type, recorded_at, head, data, hash, position
from events order by stream, version
