"""The rhythm of meetings: the parts of a year in which a group is to meet, and days that repeat. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MO, MONTHLY, rrule, weekday

RHYTHMS: Final = (1, 2, 3, 4, 6, 12)  # the meetings a year that divide its months
MONTHS: Final = 12
Every: TypeAlias = Literal["month", "quarter", "half_year"]
_MONTHS_OF: Final[dict[Every, int]] = {"month": 1, "quarter": 3, "half_year": 6}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year; a quarter where a group meets four times a year. Both days belong to it."""

    began_on: date
    ended_on: date


def part_of(day: date, meetings_a_year: int) -> Part:
    """The part of the year that the day is in."""
    months = MONTHS // meetings_a_year
    began_on = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Part(began_on, began_on + relativedelta(months=months, days=-1))


def next_after(part: Part, meetings_a_year: int) -> Part:
    """The part of the year that follows."""
    return part_of(part.ended_on + timedelta(days=1), meetings_a_year)


def repeated(first: date, every: Every, times: int) -> Sequence[date]:
    """`times` days from `first` on: the same weekday of the same week of its month, every month, quarter or half year.

    From a fifth week on it is the month's last such weekday, so that every month has one.
    """
    week = (first.day - 1) // 7 + 1
    nth: weekday = MO.__class__(first.weekday())(week if week <= 4 else -1)
    found = rrule(MONTHLY, interval=_MONTHS_OF[every], dtstart=_at(first), byweekday=nth, count=times)
    return [one.date() for one in found]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - rrule counts days; no zone has a say
