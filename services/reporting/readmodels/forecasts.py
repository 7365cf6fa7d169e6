"""Forecasts: the newest numbers of a reception centre's clients who need a service, by municipality and quarter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import Recorded
from shared.events.assessment.forecasts import NeedForecast
from shared.projection import Changes, Projection


class ForecastRow(NamedTuple):
    """One forecast: `present` need the service on `forecast_on`, `coming` more are expected in the quarter."""

    municipality: str = UNKNOWN
    centre: str = ""
    need: str = ""
    quarter: str = ""
    present: int = 0
    coming: int = 0
    forecast_on: date | None = None


FORECASTS: Final = Projection("forecasts", version=1, row=ForecastRow, ddl="services.reporting")


@FORECASTS.on(NeedForecast, reads=())
def forecast(_: Mapping[str, ForecastRow], event: Recorded[NeedForecast]) -> Changes[ForecastRow]:
    fact = event.event
    row = ForecastRow(
        fact.municipality, fact.centre, fact.need, fact.quarter, fact.present, fact.coming, fact.forecast_on
    )
    return {CASE: row}
