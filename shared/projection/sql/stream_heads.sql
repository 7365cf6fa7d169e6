select stream, version, hash from archive_streams
