select {columns} from {table} where (key, sub) in (select * from unnest($1::uuid[], $2::text[]))
