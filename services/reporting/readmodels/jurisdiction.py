"""What belongs to a case follows the case: the part of a fold that several read models share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeVar

from shared.clock import HELSINKI
from shared.events import Event, Recorded
from shared.projection import Changes, changed
from shared.projection.projection import RowLike

R = TypeVar("R", bound=RowLike)
CASE: Final = ""
"""The sub-key of the row that says what holds for the whole case."""

UNKNOWN: Final = ""
"""The municipality of a case that intake has not spoken of yet: row-level security shows it to nobody."""


def municipality_of(rows: Mapping[str, RowLike]) -> str:
    """Which municipality the case's rows belong to now."""
    row = rows.get(CASE)
    return UNKNOWN if row is None else row.municipality


def all_moved(rows: Mapping[str, R], municipality: str) -> Changes[R]:
    """Every row of the case with another municipality."""
    return {
        sub: changed(row, municipality=municipality) for sub, row in rows.items() if row.municipality != municipality
    }


def recorded_on(event: Recorded[Event]) -> date:
    """The Helsinki day on which the event was recorded."""
    day: Any = event.head.time.astimezone(HELSINKI).date()
    return day  # type: ignore[no-any-return]


def true_on(event: Recorded[Event]) -> date:
    """The Helsinki day on which it became true: the recorded one where the event names none."""
    return event.head.effectiveon or recorded_on(event)
