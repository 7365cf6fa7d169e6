select bucket, seq, stream, version, key, type, head, data, hash
from archive where bucket = $1 and seq > $2 order by seq
