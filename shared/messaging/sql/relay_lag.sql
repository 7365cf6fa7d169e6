-- How many positions follow $1 (rolled back ones included), and when the first of their events was recorded.
select coalesce((select max(position) from events), $1) - $1 as events,
       (select recorded_at from events where position > $1 order by position limit 1) as oldest
