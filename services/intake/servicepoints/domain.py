"""What may be done with a service point: it is opened, its hours change, it is closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final, TypeAlias, assert_never
from uuid import UUID
from zoneinfo import available_timezones

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.servicepoints import (
    Open,
    OpeningHours,
    OpeningHoursChanged,
    ServicePointClosed,
    ServicePointOpened,
)
from shared.events.model import Event
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.texts import Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A municipality opens a point; its name is said in each of the `required` languages."""

    point: UUID
    municipality: str
    name: LocalisedText
    required: tuple[Language, ...]
    address: str
    zone: str
    hours: OpeningHours
    languages: tuple[str, ...]
    opened_on: date


@dataclass(frozen=True, slots=True)
class ChangeHours:
    """The point's hours are these from now on, exceptions included."""

    municipality: str
    hours: OpeningHours


@dataclass(frozen=True, slots=True)
class ClosePoint:
    """The point is there no more from the day after `closed_on`."""

    municipality: str
    closed_on: date


Command: TypeAlias = OpenPoint | ChangeHours | ClosePoint

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoPoint:
    """There is none."""


@dataclass(frozen=True, slots=True)
class OpenedPoint:
    """It receives people in its hours."""

    point: UUID
    municipality: str
    opened_on: date
    hours: OpeningHours


@dataclass(frozen=True, slots=True)
class ClosedPoint:
    """It was there, and is no more."""

    municipality: str


State: TypeAlias = NoPoint | OpenedPoint | ClosedPoint

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, point: State) -> Sequence[Event]:
    """The facts that a command makes of a point; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the point isn't the asking municipality's.
    """
    match command:
        case OpenPoint():
            return _open(command, point)
        case ChangeHours(municipality, hours):
            known = _standing(municipality, point)
            _sensible(hours)
            return [] if hours == known.hours else [OpeningHoursChanged(point=known.point, hours=hours)]
        case ClosePoint():
            return _close(command, point)
    assert_never(command)


def _open(command: OpenPoint, point: State) -> Sequence[Event]:
    if not isinstance(point, NoPoint):
        return []
    if missing := missing_languages(command.name, command.required):
        raise Refused("servicepoint.name_language_missing", f"name.{missing[0]}")
    if command.zone not in _zones():
        raise Refused("servicepoint.no_such_zone", "zone")
    _sensible(command.hours)
    return [
        ServicePointOpened(
            point=command.point,
            municipality=command.municipality,
            title=command.name,
            address=command.address,
            zone=command.zone,
            hours=command.hours,
            languages=command.languages,
            opened_on=command.opened_on,
        )
    ]


@cache
def _zones() -> frozenset[str]:
    """Every zone there is; to look them up is to walk through the folders that they are in."""
    return frozenset(available_timezones())


def _close(command: ClosePoint, point: State) -> Sequence[Event]:
    match point:
        case ClosedPoint(command.municipality):
            return []
        case _:
            known = _standing(command.municipality, point)
            if command.closed_on < known.opened_on:
                raise Refused("servicepoint.closed_before_opened", "closed_on")
            return [ServicePointClosed(point=known.point, closed_on=command.closed_on)]


def _standing(municipality: str, point: State) -> OpenedPoint:
    match point:
        case NoPoint():
            raise Refused("access.not_found")
        case OpenedPoint() | ClosedPoint():
            if point.municipality != municipality:
                raise Refused("access.not_found")
            if isinstance(point, ClosedPoint):
                raise Refused("servicepoint.closed")
            return point
    assert_never(point)


def _sensible(hours: OpeningHours) -> None:
    """Every opening ends after it begins, those of a day do not overlap, every exception ends after it begins.

    Raises:
        Refused: names what does not.
    """
    days: dict[str, list[Open]] = {}
    for entry in hours.weekly:
        for day in entry.days:
            days.setdefault(day, []).append(entry.open)
    for spans in days.values():
        _in_order(spans, "hours.weekly")
    for exception in hours.exceptions:
        if exception.last < exception.first:
            raise Refused("servicepoint.exception_ends_before_it_begins", "hours.exceptions")
        _in_order(list(exception.open), "hours.exceptions")


def _in_order(spans: list[Open], field: str) -> None:
    ordered = sorted(spans, key=lambda one: one.opens)
    if any(one.closes <= one.opens for one in ordered):
        raise Refused("servicepoint.closes_before_it_opens", field)
    if any(later.opens < earlier.closes for earlier, later in pairwise(ordered)):
        raise Refused("servicepoint.hours_overlap", field)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NoPoint()


def evolve(point: State, recorded: Recorded[Event]) -> State:
    """The point after a fact."""
    match recorded.event, point:
        case ServicePointOpened() as fact, NoPoint():
            return OpenedPoint(fact.point, fact.municipality, fact.opened_on, fact.hours)
        case OpeningHoursChanged() as fact, OpenedPoint():
            return OpenedPoint(point.point, point.municipality, point.opened_on, fact.hours)
        case ServicePointClosed(), OpenedPoint():
            return ClosedPoint(point.municipality)
    raise ValueError(f"{recorded.head.type} cannot follow {type(point).__name__}")
