"""What may be done with the links of one case's person: somebody is linked, and the link ends.

Pure. That the case is the asking municipality's, and that the other one may be known of, is looked at before. A link
between two cases is decided twice, in the stream of each: what one is to the other is the other's `mirrored` to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from dateutil.relativedelta import relativedelta

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.household import HouseholdLinked, HouseholdUnlinked, Kinship, Outsider, Relation
from shared.events.model import Event, Personal, Unreadable

FULL_AGE: Final = relativedelta(years=18)
MIRRORED: Final[Mapping[Relation, Relation]] = {
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.CHILD: Relation.PARENT,
    Relation.PARENT: Relation.CHILD,
    Relation.SIBLING: Relation.SIBLING,
    Relation.GUARDIAN: Relation.WARD,
    Relation.WARD: Relation.GUARDIAN,
    Relation.REPRESENTATIVE: Relation.REPRESENTED,
    Relation.REPRESENTED: Relation.REPRESENTATIVE,
    Relation.OTHER: Relation.OTHER,
}
"""What the person of the case is to the other one."""


def guardianship(kinship: Kinship, ward_born_on: date) -> Kinship:
    """A guardianship with its end: it lasts up to the day before the ward's 18th birthday at most.

    Raises:
        Refused: `household.not_a_minor`: the ward is of age when it begins.
    """
    last: date = ward_born_on + FULL_AGE - timedelta(days=1)
    if kinship.valid_from > last:
        raise Refused("household.not_a_minor", "relation")
    ends = last if kinship.valid_to is None else min(kinship.valid_to, last)
    return kinship.model_copy(update={"valid_to": ends})


# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedOutsider:
    """Somebody without a case; `id` names him, so that what is known of him can be erased alone."""

    id: UUID
    outsider: Outsider


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody is something to the person of the case: the person of another case, or an outsider."""

    municipality: str
    link: UUID
    case: UUID
    person_id: UUID
    member: UUID | None
    kinship: Kinship
    contact: NamedOutsider | None = None


@dataclass(frozen=True, slots=True)
class Unlink:
    """That is so no more, from `ended_on` on."""

    link: UUID
    ended_on: date
    today: date


Command: TypeAlias = Link | Unlink

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that holds; `kinship` is None where it cannot be read any more."""

    member: UUID | None
    kinship: Kinship | None


@dataclass(frozen=True, slots=True)
class Household:
    """Those who belong to the person of a case, by their links; a link that has ended is not among them."""

    links: Mapping[UUID, Linked] = field(default_factory=dict)
    ended: frozenset[UUID] = frozenset()


State: TypeAlias = Household

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, household: State) -> Sequence[Event]:
    """The facts that a command makes of a household; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where there is no such link.
    """
    match command:
        case Link():
            return _link(command, household)
        case Unlink():
            return _unlink(command, household)
    assert_never(command)


def _link(command: Link, household: Household) -> Sequence[Event]:
    kinship, contact = command.kinship, command.contact
    if (command.member is None) == (contact is None):
        raise Refused("household.one_of_case_and_contact", "case")
    if command.member == command.case:
        raise Refused("household.itself", "case")
    if kinship.valid_to is not None and kinship.valid_to < kinship.valid_from:
        raise Refused("household.ends_before_it_begins", "valid_to")
    for held in household.links.values():
        if command.member is not None and held.member == command.member and _same(held.kinship, kinship):
            raise Refused("household.already_linked", "case")
    if command.link in household.links or command.link in household.ended:
        return []  # a link is made once: one that has ended does not hold again
    person = command.person_id
    return [
        HouseholdLinked(
            link=command.link,
            municipality=command.municipality,
            member=command.member,
            kinship=Personal(person, kinship),
            contact=Personal(contact.id, contact.outsider, parents=(person,)) if contact else None,
        )
    ]


def _same(held: Kinship | None, kinship: Kinship) -> bool:
    """The same relation at the same time: whoever was married, and is again, is so at two times."""
    return (
        held is not None
        and held.relation is kinship.relation
        and (held.valid_to is None or held.valid_to >= kinship.valid_from)
        and (kinship.valid_to is None or kinship.valid_to >= held.valid_from)
    )


def _unlink(command: Unlink, household: Household) -> Sequence[Event]:
    if command.link in household.ended:
        return []
    held = household.links.get(command.link)
    if held is None:
        raise Refused("access.not_found")
    if command.ended_on > command.today:
        raise Refused("household.day_in_the_future", "ended_on")
    if held.kinship is not None and command.ended_on < held.kinship.valid_from:
        raise Refused("household.ends_before_it_begins", "ended_on")
    return [HouseholdUnlinked(link=command.link, ended_on=command.ended_on)]


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Household()


def evolve(household: State, recorded: Recorded[Event]) -> State:
    """The household after a fact."""
    match recorded.event:
        case HouseholdLinked() as fact:
            told = fact.kinship.value
            linked = Linked(fact.member, None if isinstance(told, Unreadable) else told)
            return replace(household, links={**household.links, fact.link: linked})
        case HouseholdUnlinked(link=link) if link in household.links:
            left = {one: held for one, held in household.links.items() if one != link}
            return Household(left, household.ended | {link})
    raise ValueError(f"{recorded.head.type} cannot follow a household")
