select destroy_key($1, $2)
