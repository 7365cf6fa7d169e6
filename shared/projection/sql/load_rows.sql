select {columns} from {table} where key = any ($1::uuid[])
