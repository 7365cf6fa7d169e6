"""Service points: where people may drop in, in which languages, and when they are open. All of it is published."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value
from shared.regions.localised import LocalisedText

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Weekday(StrEnum):
    """A day of the week, as OpenStreetMap writes it."""

    MONDAY = "Mo"
    TUESDAY = "Tu"
    WEDNESDAY = "We"
    THURSDAY = "Th"
    FRIDAY = "Fr"
    SATURDAY = "Sa"
    SUNDAY = "Su"


class Open(Value):
    """Open from a time ("09:00") to a time of the same day (at most "24:00"), by the point's own clock."""

    opens: str
    closes: str


class Weekly(Value):
    """When it is open on these days of every week; two entries for a day are two openings of it."""

    days: tuple[Weekday, ...]
    open: Open


class Exceptional(Value):
    """Other hours from a day to a day, both included; closed where none are given."""

    first: date
    last: date
    open: tuple[Open, ...] = ()


class OpeningHours(Value):
    """A point's week, its exceptions, and whether it is closed on Finland's public holidays."""

    weekly: tuple[Weekly, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    closed_on_holidays: bool = True

    @property
    def expression(self) -> str:
        """The same in the words of OpenStreetMap's `opening_hours`; what stands later goes before what stands earlier.

        https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
        """
        days: dict[str, list[Open]] = {}
        for entry in self.weekly:
            for day in entry.days:
                days.setdefault(day, []).append(entry.open)
        rules = [f"{day} {_spans(spans)}" for day, spans in days.items()]
        if self.closed_on_holidays:
            rules.append("PH off")
        rules += [f"{_range(one.first, one.last)} {_spans(one.open) or 'off'}" for one in self.exceptions]
        return "; ".join(rules) or "off"


def _spans(spans: tuple[Open, ...] | list[Open]) -> str:
    return ",".join(f"{one.opens}-{one.closes}" for one in sorted(spans, key=lambda one: one.opens))


def _day(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"


def _range(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)}-{_day(last)}"


class ServicePointOpened(Event, version=1, effective="opened_on"):
    """A municipality opens a place where people may drop in."""

    point: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    title: Annotated[LocalisedText, Clear("published")]
    address: Annotated[str, Clear("published")]
    zone: Annotated[str, Clear("published: the time zone of its clock")]
    hours: Annotated[OpeningHours, Clear("published")]
    languages: Annotated[tuple[str, ...], Clear("published: languages it serves in, ISO 639-3")]
    opened_on: Annotated[date, Clear("published")]


class OpeningHoursChanged(Event, version=1):
    """A point has other hours from now on, or further exceptions."""

    point: Annotated[UUID, Clear("an id that says nothing by itself")]
    hours: Annotated[OpeningHours, Clear("published")]


class ServicePointClosed(Event, version=1, effective="closed_on"):
    """A point is there no more."""

    point: Annotated[UUID, Clear("an id that says nothing by itself")]
    closed_on: Annotated[date, Clear("published")]
