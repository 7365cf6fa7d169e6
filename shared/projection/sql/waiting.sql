select bucket, seq, stream, version, type, head from archive where key = $1 and seq >= $2 order by seq
