select bucket, seq, stream, version, key, type, head, data, hash
from archive where key = any ($1::uuid[]) order by bucket, seq
