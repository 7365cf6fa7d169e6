select type, count(*) as events from archive group by type
