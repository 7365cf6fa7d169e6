select set_config('app.municipalities', $1, true), set_config('app.actor', $2, true)
