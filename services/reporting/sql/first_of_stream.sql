select data from archive where stream = $1 and version = 1
