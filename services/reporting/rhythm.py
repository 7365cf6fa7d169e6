"""The parts of a year in which a group was to meet, and how each went: its rhythm as it is read. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule

MONTHS: Final = 12
Kept = Literal["formed", "met", "missed", "ahead"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year, a quarter where a group meets four times a year; both days belong to it.

    `kept`: formed (the part it began in, where it need not meet), met, missed, ahead (still time).
    """

    began_on: date
    ended_on: date
    met_on: tuple[date, ...]
    kept: Kept


def parts(formed_on: date, meetings_a_year: int, met_on: Collection[date], today: date) -> Iterator[Part]:
    """Every part of a year from the one the group was formed in to the present one, the oldest first."""
    months = MONTHS // meetings_a_year
    first = date(formed_on.year, (formed_on.month - 1) // months * months + 1, 1)
    for start in rrule(MONTHLY, interval=months, dtstart=_at(first), until=_at(max(today, formed_on))):
        began_on = start.date()
        ended_on = began_on + relativedelta(months=months, days=-1)
        met = tuple(sorted(day for day in met_on if began_on <= day <= ended_on))
        yield Part(began_on, ended_on, met, _kept(bool(met), ended_on, formed_on >= began_on, today))


def _kept(met: bool, ended_on: date, began_in_it: bool, today: date) -> Kept:  # noqa: FBT001 - two facts of a part
    if met:
        return "met"
    if began_in_it:
        return "formed"
    return "missed" if ended_on < today else "ahead"


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - rrule counts days; no zone has a say
