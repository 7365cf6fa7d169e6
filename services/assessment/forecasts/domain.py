"""What a forecast may say: so many clients need a service now, so many will in a quarter; a later one replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.errors import Refused
from shared.events.assessment.forecasts import NeedForecast
from shared.events.codec import Recorded
from shared.events.model import Event

FORECASTS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:forecast")
FARTHEST: Final = 12
"""Quarters ahead that a forecast may reach; farther is a mistyped year."""


def forecast_of(municipality: str, centre: str, service: str, quarter: str) -> UUID:
    """The forecast's id: one for each centre, municipality, service and quarter."""
    return uuid5(FORECASTS, "\n".join((municipality, " ".join(centre.casefold().split()), service, quarter)))


def quarter_of(day: date) -> str:
    """The quarter that a day lies in: "2026Q3"."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _ordinal(quarter: str) -> int:
    """Quarters, counted through the years."""
    year, number = quarter.split("Q")
    return int(year) * 4 + int(number)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The command: `present` clients need the service today, `coming` more are expected in the quarter."""

    municipality: str
    centre: str
    service: str
    quarter: str
    present: int
    coming: int
    today: date


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody has forecast this yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """The newest forecast."""

    present: int
    coming: int


State: TypeAlias = Nothing | Said
INITIAL: Final[State] = Nothing()


def decide(command: Forecast, forecast: State) -> Sequence[Event]:
    """The fact of a forecast; none where the same numbers stand already.

    Raises:
        Refused: a quarter that is over or too far ahead, or a number below nought.
    """
    ahead = _ordinal(command.quarter) - _ordinal(quarter_of(command.today))
    if ahead < 0:
        raise Refused("forecast.quarter_is_over", "quarter")
    if ahead > FARTHEST:
        raise Refused("forecast.quarter_too_far", "quarter")
    for name, number in (("present", command.present), ("coming", command.coming)):
        if number < 0:
            raise Refused("forecast.below_nought", name)
    if forecast == Said(command.present, command.coming):
        return []
    return [
        NeedForecast(
            municipality=command.municipality,
            centre=command.centre,
            need=command.service,
            quarter=command.quarter,
            present=command.present,
            coming=command.coming,
            forecast_on=command.today,
        )
    ]


def evolve(_: State, recorded: Recorded[Event]) -> State:
    """The forecast after a fact: the newest holds."""
    match recorded.event:
        case NeedForecast() as fact:
            return Said(fact.present, fact.coming)
    raise ValueError(f"{recorded.head.type} is no forecast")
