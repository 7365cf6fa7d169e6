"""What a visit may be: given to nobody in particular, or to the client of a case. Pure: themes come in checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.guidance import ClientGuided, GuidanceDetails, GuidanceGiven, GuidanceOutcome
from shared.events.model import Event, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visit:
    """What every visit has. `known_themes` are those of the region's profile."""

    visit: UUID
    municipality: str
    given_on: date
    details: GuidanceDetails
    known_themes: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class GiveGuidance:
    """Somebody was advised, and nobody asks who; `visitor` links visits of one who wished it."""

    visit: Visit
    visitor: UUID | None = None


@dataclass(frozen=True, slots=True)
class GuideClient:
    """The client of a case was advised."""

    visit: Visit
    person_id: UUID


Command: TypeAlias = GiveGuidance | GuideClient

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotGiven:
    """Nobody has recorded this visit."""


@dataclass(frozen=True, slots=True)
class Noted:
    """It is recorded, and that is all there is to it."""


State: TypeAlias = NotGiven | Noted

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, visit: State) -> Sequence[Event]:
    """The fact that a visit is; none where it is recorded already.

    Raises:
        Refused: something about it cannot be.
    """
    if isinstance(visit, Noted):
        return []
    _sensible(command.visit)
    asked = command.visit
    match command:
        case GiveGuidance(visitor=visitor):
            return [
                GuidanceGiven(
                    visit=asked.visit,
                    municipality=asked.municipality,
                    given_on=asked.given_on,
                    details=asked.details,
                    visitor=visitor,
                )
            ]
        case GuideClient(person_id=person):
            return [
                ClientGuided(
                    visit=asked.visit,
                    municipality=asked.municipality,
                    given_on=asked.given_on,
                    details=Personal(person, asked.details),
                )
            ]
    assert_never(command)


def _sensible(visit: Visit) -> None:
    details = visit.details
    if visit.given_on > visit.today:
        raise Refused("guidance.day_in_the_future", "given_on")
    if not details.themes:
        raise Refused("guidance.no_theme", "themes")
    if unknown := [theme for theme in details.themes if theme not in visit.known_themes]:
        raise Refused("guidance.theme_unknown", "themes", theme=unknown[0])
    if (details.outcome is GuidanceOutcome.REFERRED) is not (details.onward is not None):
        raise Refused("guidance.onward_goes_with_referred", "onward")


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotGiven()


def evolve(visit: State, recorded: Recorded[Event]) -> State:
    """The visit after a fact."""
    match recorded.event, visit:
        case ((GuidanceGiven() | ClientGuided()), NotGiven()):
            return Noted()
    raise ValueError(f"{recorded.head.type} cannot follow {type(visit).__name__}")
