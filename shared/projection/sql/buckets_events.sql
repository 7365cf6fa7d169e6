-- As they lie on the disk, from the first page on: for a share of the archive that is many times faster than in order.
select bucket, seq, stream, version, key, type, head, data, hash
from archive where bucket = any ($1::smallint[])
