"""Whether a place is open at an instant, and when that changes next.

Enters: opening hours in the words of OpenStreetMap's `opening_hours`, the zone of the place's clock, an instant.
Leaves: an answer. Finland's public holidays, the movable ones too, are those of the library opening-hours. It must not
know what kind of place it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from shared.errors import Problem

COUNTRY: Final = "FI"


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether it is open; `until` is when that changes, `next_opening` when it opens next (both by its own clock)."""

    open: bool
    until: datetime | None
    next_opening: datetime | None


@lru_cache(maxsize=512)
def _hours(expression: str) -> OpeningHours:
    # By the hands of its clock alone: with a zone, the library (2.1.4) closes for a part of the hour that comes twice.
    return OpeningHours(expression, country=COUNTRY)


def openness(
    expression: str, zone: str, at: datetime, *, opened_on: date | None = None, closed_on: date | None = None
) -> Openness:
    """What holds at an instant.

    Args:
        expression: see the module; "off" is never open.
        zone: an IANA name.
        at: an aware instant of any zone; an hour that the clock shows twice is told apart by it.
        opened_on, closed_on: the place's first and last day, by its own clock.
    """
    hours, clock = _hours(expression), ZoneInfo(zone)
    there = at.astimezone(clock)
    if closed_on is not None and there.date() > closed_on:
        return Openness(open=False, until=None, next_opening=None)
    if opened_on is not None and there.date() < opened_on:
        first = datetime.combine(opened_on, time.min, clock)
        begins = first if hours.is_open(_hands(first)) else _next(hours, first, clock)
        return Openness(open=False, until=begins, next_opening=_before(begins, closed_on))
    is_open = hours.is_open(_hands(there))
    until = _next(hours, there, clock)
    if not is_open:
        opens = _before(until, closed_on)
        return Openness(open=False, until=opens, next_opening=opens)
    again = None if until is None else until if hours.is_open(_hands(until)) else _next(hours, until, clock)
    return Openness(open=True, until=until, next_opening=_before(again, closed_on))


def _next(hours: OpeningHours, at: datetime, clock: ZoneInfo) -> datetime | None:
    """The next change after `at`, None where nothing ever changes."""
    change = hours.next_change(_hands(at))
    if change is None:
        return None
    found = change.replace(tzinfo=clock)
    if found.astimezone(UTC) <= at.astimezone(UTC):
        found = found.replace(fold=1)  # the second time that the clock shows it
    return found.astimezone(UTC).astimezone(clock)  # an hour that the clock skips is the one after it


def _hands(at: datetime) -> datetime:
    """What the clock shows."""
    return at.replace(tzinfo=None, fold=0)


def _before(instant: datetime | None, closed_on: date | None) -> datetime | None:
    return None if instant is not None and closed_on is not None and instant.date() > closed_on else instant


def instant(said: str, zone: str) -> datetime:
    """An instant as somebody wrote it (RFC 3339); by the clock of `zone` where it has no offset.

    Raises:
        Problem: 422 `request.invalid_value` at `at`.
    """
    try:
        # A "+" that wasn't escaped in the address comes as a blank.
        found = datetime.fromisoformat(said.replace(" ", "+") if said[-6:-5] == " " else said)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Problem.of(422, "request.invalid_value", "at") from None
