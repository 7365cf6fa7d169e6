select bucket, min(seq) as seq from rebuilds where table_name = any ($1::text[]) and bucket >= 0 group by bucket
