select bucket, sequence, hash from usage_heads order by bucket
