delete from retired where table_name = $1
