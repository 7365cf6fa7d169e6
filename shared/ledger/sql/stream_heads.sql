select stream, version, hash from streams
