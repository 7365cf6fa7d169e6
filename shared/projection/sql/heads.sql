select bucket, seq from archive_heads order by bucket
