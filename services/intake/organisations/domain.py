"""What may be done with an organisation's entry: listed, contacts named and removed, by whoever made it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.projects import (
    ContactDetails,
    ContactNamed,
    ContactRemoved,
    OrganisationKind,
    OrganisationListed,
)
from shared.events.model import Event, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListOrganisation:
    """The network is told of an organisation."""

    organisation: UUID
    municipality: str
    name: str
    kind: OrganisationKind
    country: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameContact:
    """Somebody may be asked there."""

    municipality: str
    contact: UUID
    details: ContactDetails


@dataclass(frozen=True, slots=True)
class RemoveContact:
    """They may not be asked any more."""

    municipality: str
    contact: UUID


Command: TypeAlias = ListOrganisation | NameContact | RemoveContact

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Nobody has told of it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The network knows of it."""

    organisation: UUID
    municipality: str
    contacts: frozenset[UUID] = frozenset()


State: TypeAlias = Unlisted | Listed

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, organisation: State) -> Sequence[Event]:
    """The facts that a command makes of an entry; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the entry isn't the asking municipality's.
    """
    match command:
        case ListOrganisation():
            return _list(command, organisation)
        case NameContact(municipality, contact, details):
            known = _own(municipality, organisation)
            if contact in known.contacts:
                return []
            if details.email is None and details.phone is None:
                raise Refused("organisation.contact_cannot_be_reached", "email")
            return [ContactNamed(organisation=known.organisation, contact=contact, details=Personal(contact, details))]
        case RemoveContact(municipality, contact):
            known = _own(municipality, organisation)
            if contact not in known.contacts:
                raise Refused("access.not_found")
            return [ContactRemoved(organisation=known.organisation, contact=contact)]
    assert_never(command)


def _list(command: ListOrganisation, organisation: State) -> Sequence[Event]:
    if isinstance(organisation, Listed):
        return []
    return [
        OrganisationListed(
            organisation=command.organisation,
            municipality=command.municipality,
            title=command.name,
            kind=command.kind,
            country=command.country,
            themes=command.themes,
        )
    ]


def _own(municipality: str, organisation: State) -> Listed:
    if isinstance(organisation, Unlisted) or organisation.municipality != municipality:
        raise Refused("access.not_found")
    return organisation


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Unlisted()


def evolve(organisation: State, recorded: Recorded[Event]) -> State:
    """The entry after a fact."""
    match recorded.event, organisation:
        case OrganisationListed() as fact, Unlisted():
            return Listed(fact.organisation, fact.municipality)
        case ContactNamed(contact=contact), Listed(contacts=contacts):
            return replace(organisation, contacts=contacts | {contact})
        case ContactRemoved(contact=contact), Listed(contacts=contacts):
            return replace(organisation, contacts=contacts - {contact})
    raise ValueError(f"{recorded.head.type} cannot follow {type(organisation).__name__}")
