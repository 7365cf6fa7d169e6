"""What may be done with a service's entry in the directory: it is listed, described anew, handed over, and ended.

Pure: days and the languages that a published text must be said in come in on the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.activities.wording import complete
from shared.errors import Refused
from shared.events.activities.directory import (
    CostKind,
    Organisation,
    ServiceChanged,
    ServiceDetails,
    ServiceEnded,
    ServiceListed,
    ServiceOwnerChanged,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListService:
    """A municipality puts a service into the directory; name and description in every `required` language."""

    municipality: str
    details: ServiceDetails
    owner: Organisation
    funded_until: date | None
    required: tuple[Language, ...]
    today: date


@dataclass(frozen=True, slots=True)
class ChangeService:
    """The service is described anew."""

    municipality: str
    details: ServiceDetails
    required: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class HandOverService:
    """From a day on `owner` answers for the service: for good, or until its money ends."""

    municipality: str
    owner: Organisation
    from_on: date
    funded_until: date | None


@dataclass(frozen=True, slots=True)
class EndService:
    """The service is given no longer."""

    municipality: str
    ended_on: date
    today: date


Command: TypeAlias = ListService | ChangeService | HandOverService | EndService

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands: who keeps it, what it says, who answers for the service and how long."""

    municipality: str
    details: ServiceDetails
    owner: Organisation
    funded_until: date | None


@dataclass(frozen=True, slots=True)
class NotListed:
    """There is no such service."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The service is given."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Ended:
    """It was given once."""

    entry: Entry


State: TypeAlias = NotListed | Listed | Ended

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, service: State) -> Sequence[Event]:
    """The facts that a command makes of an entry; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the entry is not kept by the asking municipality.
    """
    match command:
        case ListService():
            return _list(command, service)
        case ChangeService():
            return _change(command, _listed(command.municipality, service))
        case HandOverService():
            return _hand_over(command, _listed(command.municipality, service))
        case EndService():
            return _end(command, service)
    assert_never(command)


def _listed(municipality: str, service: State) -> Entry:
    match service:
        case Listed(entry) if entry.municipality == municipality:
            return entry
        case Ended(entry) if entry.municipality == municipality:
            raise Refused("service.ended")
        case NotListed() | Listed() | Ended():
            raise Refused("access.not_found")
    assert_never(service)


def _list(command: ListService, service: State) -> Sequence[Event]:
    match service:
        case NotListed():
            _sound(command.details, command.required)
            if command.funded_until is not None and command.funded_until < command.today:
                raise Refused("service.funding_is_over", "funded_until")
            return [
                ServiceListed(
                    municipality=command.municipality,
                    details=command.details,
                    owner=command.owner,
                    funded_until=command.funded_until,
                )
            ]
        case Listed() | Ended():
            raise Refused("service.already_listed")
    assert_never(service)


def _change(command: ChangeService, entry: Entry) -> Sequence[Event]:
    _sound(command.details, command.required)
    if command.details == entry.details:
        return []
    return [ServiceChanged(municipality=command.municipality, details=command.details)]


def _hand_over(command: HandOverService, entry: Entry) -> Sequence[Event]:
    if command.funded_until is not None and command.funded_until < command.from_on:
        raise Refused("service.funding_ends_before_it_begins", "funded_until")
    if (command.owner, command.funded_until) == (entry.owner, entry.funded_until):
        return []
    return [
        ServiceOwnerChanged(
            municipality=command.municipality,
            owner=command.owner,
            from_on=command.from_on,
            funded_until=command.funded_until,
        )
    ]


def _end(command: EndService, service: State) -> Sequence[Event]:
    match service:
        case Ended(entry) if entry.municipality == command.municipality:
            return []
        case NotListed() | Listed() | Ended():
            _listed(command.municipality, service)
            if command.ended_on > command.today:
                raise Refused("service.day_in_the_future", "ended_on")
            return [ServiceEnded(municipality=command.municipality, ended_on=command.ended_on)]
    assert_never(service)


def _sound(details: ServiceDetails, required: tuple[Language, ...]) -> None:
    """Refuse a description that nobody could use."""
    for field, said in (("name", details.name), ("description", details.description)):
        complete(LocalisedText(fi=said.fi, sv=said.sv, en=said.en), required, "service.language_missing", field)
    for number, hours in enumerate(details.opening_hours):
        if hours.opens >= hours.closes:
            raise Refused("service.closes_before_it_opens", f"opening_hours.{number}.closes")
    if details.cost is CostKind.FREE and details.cents is not None:
        raise Refused("service.free_has_no_price", "cents")
    if details.cost is CostKind.FEE and details.cents is None:
        raise Refused("service.price_missing", "cents")


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotListed()


def evolve(service: State, recorded: Recorded[Event]) -> State:
    """The entry after a fact."""
    match recorded.event, service:
        case ServiceListed() as fact, NotListed():
            return Listed(Entry(fact.municipality, fact.details, fact.owner, fact.funded_until))
        case ServiceChanged() as fact, Listed(entry):
            return Listed(replace(entry, details=fact.details))
        case ServiceOwnerChanged() as fact, Listed(entry):
            return Listed(replace(entry, owner=fact.owner, funded_until=fact.funded_until))
        case ServiceEnded(), Listed(entry):
            return Ended(entry)
    raise ValueError(f"{recorded.head.type} cannot follow {type(service).__name__}")
