"""What may be done with a provider's unused potential: it is offered, taken up by a service, or withdrawn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.wording import complete
from shared.errors import Refused
from shared.events.activities.directory import (
    Need,
    Organisation,
    PotentialOffered,
    PotentialTakenUp,
    PotentialWithdrawn,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferPotential:
    """A provider could answer these needs, in these languages, from a day on and until another where one is said."""

    municipality: str
    provider: Organisation
    description: LocalisedText
    required: tuple[Language, ...]
    needs: tuple[Need, ...]
    languages: tuple[str, ...]
    from_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class TakeUpPotential:
    """A service of the directory uses it."""

    municipality: str
    service_id: UUID


@dataclass(frozen=True, slots=True)
class WithdrawPotential:
    """The provider offers it no longer."""

    municipality: str
    withdrawn_on: date
    today: date


Command: TypeAlias = OfferPotential | TakeUpPotential | WithdrawPotential

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotOffered:
    """There is no such offer."""


@dataclass(frozen=True, slots=True)
class Offered:
    """It stands, and nobody uses it."""

    municipality: str


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A service uses it."""

    municipality: str
    service_id: UUID


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It stands no longer."""

    municipality: str


State: TypeAlias = NotOffered | Offered | TakenUp | Withdrawn

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, offer: State) -> Sequence[Event]:
    """The facts that a command makes of an offer; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the offer is not the asking municipality's.
    """
    match command:
        case OfferPotential():
            return _offer(command, offer)
        case TakeUpPotential():
            return _take_up(command, offer)
        case WithdrawPotential():
            return _withdraw(command, offer)
    assert_never(command)


def _offer(command: OfferPotential, offer: State) -> Sequence[Event]:
    if not isinstance(offer, NotOffered):
        raise Refused("potential.already_offered")
    if command.until is not None and command.until < command.from_on:
        raise Refused("potential.ends_before_it_begins", "until")
    return [
        PotentialOffered(
            municipality=command.municipality,
            provider=command.provider,
            description=complete(command.description, command.required, "potential.language_missing", "description"),
            needs=command.needs,
            languages=command.languages,
            from_on=command.from_on,
            until=command.until,
        )
    ]


def _take_up(command: TakeUpPotential, offer: State) -> Sequence[Event]:
    match offer:
        case TakenUp(municipality, service) if (municipality, service) == (command.municipality, command.service_id):
            return []
        case Offered(municipality) if municipality == command.municipality:
            return [PotentialTakenUp(service_id=command.service_id)]
        case TakenUp(municipality) | Withdrawn(municipality) if municipality == command.municipality:
            raise Refused("potential.not_open")
        case NotOffered() | Offered() | TakenUp() | Withdrawn():
            raise Refused("access.not_found")
    assert_never(offer)


def _withdraw(command: WithdrawPotential, offer: State) -> Sequence[Event]:
    match offer:
        case Withdrawn(municipality) if municipality == command.municipality:
            return []
        case Offered(municipality) | TakenUp(municipality) if municipality == command.municipality:
            if command.withdrawn_on > command.today:
                raise Refused("potential.day_in_the_future", "withdrawn_on")
            return [PotentialWithdrawn(withdrawn_on=command.withdrawn_on)]
        case NotOffered() | Offered() | TakenUp() | Withdrawn():
            raise Refused("access.not_found")
    assert_never(offer)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotOffered()


def evolve(offer: State, recorded: Recorded[Event]) -> State:
    """The offer after a fact."""
    match recorded.event, offer:
        case PotentialOffered() as fact, NotOffered():
            return Offered(fact.municipality)
        case PotentialTakenUp() as fact, Offered(municipality):
            return TakenUp(municipality, fact.service_id)
        case PotentialWithdrawn(), Offered(municipality) | TakenUp(municipality):
            return Withdrawn(municipality)
    raise ValueError(f"{recorded.head.type} cannot follow {type(offer).__name__}")
