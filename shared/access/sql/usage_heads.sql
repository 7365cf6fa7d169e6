select bucket, sequence, hash from reporting.usage_heads order by bucket
