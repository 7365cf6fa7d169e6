select centre, need, quarter, present, coming, forecast_on
from {forecasts}
where municipality = $1
order by quarter, centre, need
