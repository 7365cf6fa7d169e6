select municipality, need, quarter, sum(present)::bigint as present, sum(coming)::bigint as coming
from {forecasts}
group by municipality, need, quarter
order by quarter, municipality, need
