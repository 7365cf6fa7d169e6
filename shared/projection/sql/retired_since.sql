select table_name from retired where retired_at < clock_timestamp() - make_interval(secs => $1)
