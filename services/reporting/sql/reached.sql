select key from archive_streams where stream = $1 and version >= $2
