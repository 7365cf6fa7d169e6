select stream, version, hash, position from events order by stream collate "C", version
