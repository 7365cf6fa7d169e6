"""What civic orientation asks for (Decree 576/2024): at least so many hours, and something of each of its themes.

A stream for each client, planning/orientation/<case>. Pure: the themes and the rule in force come in on the command;
whose case it is has been looked at before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.planning.days import not_ahead
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.events.planning.orientation import OrientationFulfilled, OrientationGiven
from shared.regions.rules import Rule
from shared.regions.traces import traced

MINUTES: Final = 60  # in an hour


@dataclass(frozen=True, slots=True)
class GiveOrientation:
    """The client has had so many minutes of a theme. `themes` are the decree's, `hours` the rule on their sum."""

    municipality: str
    theme: str
    minutes: int
    given_on: date
    language: str
    themes: frozenset[str]
    hours: Rule
    today: date


Command: TypeAlias = GiveOrientation


@dataclass(frozen=True, slots=True)
class Lacking:
    """Minutes by theme; the decree asks for more."""

    minutes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """The decree is fulfilled; more may be given."""

    minutes: Mapping[str, int]


State: TypeAlias = Lacking | Fulfilled
INITIAL: Final[State] = Lacking()


def decide(command: Command, orientation: State) -> Sequence[Event]:
    """The hours given, and, with the last of them, that the decree is fulfilled.

    Raises:
        Refused: the decree has no such theme, or the day lies in the future.
    """
    if command.theme not in command.themes:
        raise Refused("orientation.theme_unknown", "theme")
    not_ahead(command.given_on, command.today, "given_on")
    given = OrientationGiven(
        municipality=command.municipality,
        theme=command.theme,
        minutes=command.minutes,
        given_on=command.given_on,
        language=command.language,
    )
    match orientation:
        case Lacking(minutes):
            so_far = _with(minutes, given)
            return [given, *_fulfilled(command, so_far)]
        case Fulfilled():
            return [given]
    assert_never(orientation)


def _fulfilled(command: Command, minutes: Mapping[str, int]) -> Sequence[Event]:
    total = sum(minutes.values())
    if total < command.hours.amount * MINUTES or not command.themes <= minutes.keys():
        return []
    rule = traced(command.hours, "fulfilled", minutes=total, themes=len(minutes))
    return [OrientationFulfilled(municipality=command.municipality, minutes=total, rule=rule)]


def _with(minutes: Mapping[str, int], given: OrientationGiven) -> Mapping[str, int]:
    return {**minutes, given.theme: minutes.get(given.theme, 0) + given.minutes}


def evolve(orientation: State, recorded: Recorded[Event]) -> State:
    """A client's civic orientation after a fact."""
    match recorded.event, orientation:
        case OrientationGiven() as fact, Lacking(minutes):
            return Lacking(_with(minutes, fact))
        case OrientationGiven() as fact, Fulfilled(minutes):
            return Fulfilled(_with(minutes, fact))
        case OrientationFulfilled(), Lacking(minutes):
            return Fulfilled(minutes)
    raise ValueError(f"{recorded.head.type} cannot follow {type(orientation).__name__}")
