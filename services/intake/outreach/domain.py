"""What outreach may do for a client: say which groups they belong to, and record each attempt to reach them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.outreach import (
    OutreachContact,
    OutreachGroups,
    OutreachMade,
    OutreachTargeted,
    TargetGroup,
)
from shared.events.model import Event, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """The client belongs to these groups; none takes them out of every group."""

    municipality: str
    person_id: UUID
    groups: frozenset[TargetGroup]


@dataclass(frozen=True, slots=True)
class MakeOutreach:
    """Somebody has tried to reach the client."""

    municipality: str
    person_id: UUID
    made_on: date
    contact: OutreachContact
    today: date


Command: TypeAlias = Target | MakeOutreach

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Client:
    """The groups that the client is known to belong to, and how often somebody has tried to reach them."""

    groups: frozenset[TargetGroup] = frozenset()
    attempts: int = 0


State: TypeAlias = Client

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, client: State) -> Sequence[Event]:
    """The facts that a command makes; none where all is so already.

    Raises:
        Refused: the attempt is of a day that has not come.
    """
    match command:
        case Target(municipality, person, groups):
            if groups == client.groups:
                return []
            said = OutreachGroups(groups=tuple(sorted(groups)))
            return [OutreachTargeted(municipality=municipality, groups=Personal(person, said))]
        case MakeOutreach():
            if command.made_on > command.today:
                raise Refused("outreach.day_in_the_future", "made_on")
            return [
                OutreachMade(
                    municipality=command.municipality,
                    made_on=command.made_on,
                    contact=Personal(command.person_id, command.contact),
                )
            ]
    assert_never(command)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Client()


def evolve(client: State, recorded: Recorded[Event]) -> State:
    """The client after a fact; of one who has been erased no group is known."""
    match recorded.event:
        case OutreachTargeted(groups=groups):
            said = groups.value
            return replace(client, groups=frozenset(said.groups) if isinstance(said, OutreachGroups) else frozenset())
        case OutreachMade():
            return replace(client, attempts=client.attempts + 1)
    raise ValueError(f"{recorded.head.type} is no fact of outreach")
