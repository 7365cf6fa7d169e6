"""How a group can stand: not open, with places, full; who takes part, who waits, and whose it is to ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from services.activities.season.domain import Season
from shared.errors import Refused
from shared.events.activities.groups import GuestKind


@dataclass(frozen=True, slots=True)
class Participant:
    """Who is meant by a referral to the group."""

    referral: UUID
    case: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without a case; `referral` is the guest's pseudonym, which stands where a referral's id does."""

    referral: UUID
    kind: GuestKind

    @property
    def person_id(self) -> UUID:
        return self.referral


@dataclass(frozen=True, slots=True)
class Group:
    """What every group has, with places left or not.

    `taken` are the places given, `queue` those who wait, by their number; `numbers` is the last number given. `seen`
    are all referrals there ever were, `called` who has been called the roll at which session, and `people` whose every
    place was that was ever given: a person's, or a guest's pseudonym; `cases` is whose case, where there is one.
    """

    municipality: str
    places: int
    starts_on: date
    taken: Mapping[UUID, Participant | Guest] = field(default_factory=dict)
    queue: Mapping[int, Participant | Guest] = field(default_factory=dict)
    numbers: int = 0
    seen: frozenset[UUID] = frozenset()
    sessions: Mapping[UUID, date] = field(default_factory=dict)
    called: frozenset[tuple[UUID, UUID]] = frozenset()
    people: Mapping[UUID, UUID] = field(default_factory=dict)
    cases: Mapping[UUID, UUID] = field(default_factory=dict)
    season: Season = field(default_factory=Season)


@dataclass(frozen=True, slots=True)
class NotOpen:
    """There is no such group."""


@dataclass(frozen=True, slots=True)
class WithPlaces:
    """The group has a place to give."""

    group: Group


@dataclass(frozen=True, slots=True)
class Full:
    """Every place is taken."""

    group: Group


Open: TypeAlias = WithPlaces | Full
State: TypeAlias = NotOpen | Open


def of(municipality: str, state: State) -> Group:
    """The group, if it is this municipality's; else it is not to be told from one that does not exist."""
    match state:
        case NotOpen():
            raise Refused("access.not_found")
        case WithPlaces(group) | Full(group):
            if group.municipality != municipality:
                raise Refused("access.not_found")
            return group
    assert_never(state)


def with_one(one: Participant | Guest, group: Group) -> Group:
    """The group with one more who takes part, and no longer waits."""
    taken = {**group.taken, one.referral: one}
    queue = {number: other for number, other in group.queue.items() if other.referral != one.referral}
    people = {**group.people, one.referral: one.person_id}
    cases = {**group.cases, one.referral: one.case} if isinstance(one, Participant) else group.cases
    return replace(group, taken=taken, queue=queue, seen=group.seen | {one.referral}, people=people, cases=cases)


def waiting(number: int, one: Participant | Guest, group: Group) -> Group:
    """The group with one more in its queue."""
    return replace(group, queue={**group.queue, number: one}, numbers=number, seen=group.seen | {one.referral})


def without(referral: UUID, group: Group) -> Group:
    """The group with a place, or a number in the queue, freed."""
    taken = {other: one for other, one in group.taken.items() if other != referral}
    queue = {number: one for number, one in group.queue.items() if one.referral != referral}
    return replace(group, taken=taken, queue=queue)
