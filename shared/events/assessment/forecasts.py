"""Forecasts: how many of a reception centre's clients need a service now, and in a coming quarter, in a municipality.

Enters: nothing. Leaves: the fact. It must not know any client: it is numbers, and small ones are hidden where read.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from shared.events.intake import Municipality
from shared.events.model import Clear, Event


class NeedForecast(Event, version=1, effective="forecast_on"):
    """A forecast for one centre, municipality, service and quarter ("2026Q3"); a later one replaces it."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    centre: Annotated[str, Clear("published: the reception centre's name")]
    need: Annotated[str, Clear("the kind of service, of nobody in particular")]
    quarter: Annotated[str, Clear("the quarter that is forecast")]
    present: Annotated[int, Clear("a number of clients, about nobody in particular")]
    coming: Annotated[int, Clear("a number of clients, about nobody in particular")]
    forecast_on: Annotated[date, Clear("the day of the forecast")]
