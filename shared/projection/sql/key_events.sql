select bucket, seq, stream, version, key, type, recorded_at, head, data, hash
from archive where key = $1 order by seq
