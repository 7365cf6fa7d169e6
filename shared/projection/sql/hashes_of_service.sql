select stream, version, hash, seq as position from archive
where stream collate "C" >= $1 || '/' and stream collate "C" < $1 || '0'  -- '0' comes after '/'
order by stream collate "C", version
