select projection, version, table_name from active
