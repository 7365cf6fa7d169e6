"""The services that planning knows from the directory: who gives each, and whether it is still given.

A stream for each, planning/service/<id>, kept by reactions: planning asks no other service while it decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.events.planning.services import Sector, ServiceGone, ServiceKnown


@dataclass(frozen=True, slots=True)
class Provider:
    """A service of the directory, and who gives it; `municipality` keeps its entry."""

    service: UUID
    sector: Sector
    municipality: str
    organisation: str
    business_id: str | None = None

    def is_of(self, organisation: str) -> bool:
        return organisation in {self.organisation, self.business_id}

    def is_outside(self, municipality: str) -> bool:
        """Whether it is another than the authority of this municipality that is told something."""
        return self.sector is not Sector.OFFICIAL or self.municipality != municipality


@dataclass(frozen=True, slots=True)
class KnowService:
    """The directory lists a service, or says anew who gives it."""

    provider: Provider


@dataclass(frozen=True, slots=True)
class ChangeOwner:
    """Another organisation gives it."""

    municipality: str
    organisation: str
    business_id: str | None


@dataclass(frozen=True, slots=True)
class ForgetService:
    """It is given no longer."""

    ended_on: date


Command: TypeAlias = KnowService | ChangeOwner | ForgetService


@dataclass(frozen=True, slots=True)
class NotKnown:
    """The directory has said nothing of it."""


@dataclass(frozen=True, slots=True)
class Given:
    """Clients may be referred to it."""

    provider: Provider


@dataclass(frozen=True, slots=True)
class Gone:
    """Nobody is referred to it any more."""


State: TypeAlias = NotKnown | Given | Gone
INITIAL: Final[State] = NotKnown()


def provider_of(service: State) -> Provider:
    """Whom a client is referred to.

    Raises:
        Refused: the directory has no such service, or no longer.
    """
    match service:
        case NotKnown():
            raise Refused("referral.service_unknown", "services")
        case Gone():
            raise Refused("referral.service_ended", "services")
        case Given(provider):
            return provider
    assert_never(service)


def decide(command: Command, service: State) -> Sequence[Event]:
    """What planning now knows; nothing where it knew."""
    match command, service:
        case KnowService(provider), NotKnown():
            return [_known(provider)]
        case KnowService(provider), Given(before):
            return [] if provider == before else [_known(provider)]
        case ChangeOwner(), Given(before):
            after = Provider(
                before.service, before.sector, command.municipality, command.organisation, command.business_id
            )
            return [] if after == before else [_known(after)]
        case ForgetService(ended_on), Given():
            return [ServiceGone(ended_on=ended_on)]
        case _:
            return []


def _known(provider: Provider) -> ServiceKnown:
    return ServiceKnown(
        municipality=provider.municipality,
        sector=provider.sector,
        organisation=provider.organisation,
        business_id=provider.business_id,
    )


def evolve(service: State, recorded: Recorded[Event]) -> State:
    """The service after a fact."""
    match recorded.event, service:
        case ServiceKnown() as fact, NotKnown() | Given():
            return Given(
                Provider(recorded.head.key, fact.sector, fact.municipality, fact.organisation, fact.business_id)
            )
        case ServiceGone(), Given():
            return Gone()
    raise ValueError(f"{recorded.head.type} cannot follow {type(service).__name__}")
