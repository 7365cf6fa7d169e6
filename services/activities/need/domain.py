"""A need that was seen is written down once, as a count of people. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never

from shared.errors import Refused
from shared.events.activities.directory import Need, NeedSeen, NeedSource
from shared.events.codec import Recorded
from shared.events.model import Event


@dataclass(frozen=True, slots=True)
class SeeNeed:
    """So many people were seen to need this on a day."""

    municipality: str
    need: Need
    source: NeedSource
    people: int
    seen_on: date
    today: date


@dataclass(frozen=True, slots=True)
class NotSeen:
    """Nothing is written down under this id."""


@dataclass(frozen=True, slots=True)
class Seen:
    """It is written down."""


State: TypeAlias = NotSeen | Seen
INITIAL: Final = NotSeen()


def decide(command: SeeNeed, need: State) -> Sequence[Event]:
    """The count as a fact.

    Raises:
        Refused: it is of a day to come, or written down already.
    """
    match need:
        case NotSeen():
            if command.seen_on > command.today:
                raise Refused("need.day_in_the_future", "seen_on")
            return [
                NeedSeen(
                    municipality=command.municipality,
                    need=command.need,
                    source=command.source,
                    people=command.people,
                    seen_on=command.seen_on,
                )
            ]
        case Seen():
            raise Refused("need.already_seen")
    assert_never(need)


def evolve(need: State, recorded: Recorded[Event]) -> State:
    """What is written down after a fact."""
    match recorded.event, need:
        case NeedSeen(), NotSeen():
            return Seen()
    raise ValueError(f"{recorded.head.type} cannot follow {type(need).__name__}")
