select position, stream, version, key, bucket, type, head, data, hash
from events where position > $1 order by position limit $2
