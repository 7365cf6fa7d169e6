select count(*) from archive
