select key, due_on, done_on from {actions} where municipality = $1 and key = any($2::uuid[])
