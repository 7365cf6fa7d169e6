"""What may be done with a quota group: expected, its families offered to municipalities, taken or declined. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.placement import (
    FamilyAllocated,
    FamilyDeclined,
    FamilyTaken,
    NoPlaceReason,
    QuotaGroupExpected,
)
from shared.events.model import Event

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpectGroup:
    """A group is to come."""

    municipality: str
    number: str
    arrives_on: date | None


@dataclass(frozen=True, slots=True)
class AllocateFamily:
    """A family is offered to `receiver`: a new one, or one that another municipality has declined."""

    municipality: str
    family: UUID
    receiver: str
    persons: int


@dataclass(frozen=True, slots=True)
class TakeFamily:
    """The receiver takes the family, on places of `year`."""

    receiver: str
    family: UUID
    year: int


@dataclass(frozen=True, slots=True)
class DeclineFamily:
    """The receiver does not take it."""

    receiver: str
    family: UUID
    reason: NoPlaceReason


Command: TypeAlias = ExpectGroup | AllocateFamily | TakeFamily | DeclineFamily

# --- how things can stand ---------------------------------------------------------------------------------------------


class Stage(StrEnum):
    """Where a family stands."""

    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Family:
    """A family, whom it is offered to, and how that stands."""

    receiver: str
    persons: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class NoGroup:
    """Nobody is expected."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its families."""

    municipality: str
    families: Mapping[UUID, Family] = field(default_factory=dict)


State: TypeAlias = NoGroup | Group

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, group: State) -> Sequence[Event]:
    """The facts that a command makes of a group; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where group or family isn't the asking municipality's.
    """
    match command:
        case ExpectGroup(municipality, number, arrives_on):
            if isinstance(group, Group):
                return []
            return [QuotaGroupExpected(municipality=municipality, number=number, arrives_on=arrives_on)]
        case AllocateFamily():
            return _allocate(command, group)
        case TakeFamily(receiver, family, year):
            known = _offered(receiver, family, group)
            if known.stage is Stage.TAKEN:  # quiet, it would let the places of another year be taken beside it
                raise Refused("placement.family_is_taken")
            return [FamilyTaken(family=family, receiver=receiver, year=year)]
        case DeclineFamily(receiver, family, reason):
            known = _offered(receiver, family, group)
            if known.stage is Stage.TAKEN:
                raise Refused("placement.family_is_taken")
            return [FamilyDeclined(family=family, receiver=receiver, reason=reason)]
    assert_never(command)


def _allocate(command: AllocateFamily, group: State) -> Sequence[Event]:
    if isinstance(group, NoGroup) or group.municipality != command.municipality:
        raise Refused("access.not_found")
    known = group.families.get(command.family)
    if known is not None and known.stage is not Stage.DECLINED:
        raise Refused("placement.family_is_allocated")
    return [FamilyAllocated(family=command.family, receiver=command.receiver, persons=command.persons)]


def _offered(receiver: str, family: UUID, group: State) -> Family:
    """The family, where it is offered to this municipality, or taken by it."""
    known = None if isinstance(group, NoGroup) else group.families.get(family)
    if known is None or known.receiver != receiver or known.stage is Stage.DECLINED:
        raise Refused("access.not_found")
    return known


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NoGroup()


def evolve(group: State, recorded: Recorded[Event]) -> State:
    """The group after a fact."""
    match recorded.event, group:
        case QuotaGroupExpected(municipality=municipality), NoGroup():
            return Group(municipality)
        case FamilyAllocated() as fact, Group(families=families):
            return replace(
                group, families={**families, fact.family: Family(fact.receiver, fact.persons, Stage.OFFERED)}
            )
        case FamilyTaken(family=family), Group(families=families):
            return replace(group, families={**families, family: replace(families[family], stage=Stage.TAKEN)})
        case FamilyDeclined(family=family), Group(families=families):
            return replace(group, families={**families, family: replace(families[family], stage=Stage.DECLINED)})
    raise ValueError(f"{recorded.head.type} cannot follow {type(group).__name__}")
