"""What referrals need to know of others' facts: which services there are, and which consents clients have given."""

from __future__ import annotations

from services.planning.referral.consents import EndConsent, NoteConsent
from services.planning.referral.known import ChangeOwner, ForgetService, KnowService, Provider
from services.planning.referral.known import Command as ServiceCommand
from shared.events import Event, Recorded
from shared.events.activities.directory import ServiceEnded, ServiceListed, ServiceOwnerChanged
from shared.events.intake.consent import ConsentGiven, ConsentTerms, ConsentWithdrawn
from shared.events.planning.services import Sector
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles


def register(reactions: Reactions) -> None:
    """Add them to the service's reactions."""
    reactions.on(ServiceListed)(know_service)
    reactions.on(ServiceOwnerChanged)(change_owner)
    reactions.on(ServiceEnded)(forget_service)
    reactions.on(ConsentGiven)(note_consent)
    reactions.on(ConsentWithdrawn)(end_consent)


def know_service(event: Recorded[ServiceListed], _: Profiles) -> list[Ask]:
    """A service of the directory is one that clients may be referred to."""
    fact = event.event
    provider = Provider(
        event.head.key, Sector(fact.details.kind.value), fact.municipality, fact.owner.name, fact.owner.business_id
    )
    return [_of_service(event, KnowService(provider), fact.municipality)]


def change_owner(event: Recorded[ServiceOwnerChanged], _: Profiles) -> list[Ask]:
    """Another organisation answers for it, and to it referrals go."""
    fact = event.event
    return [
        _of_service(event, ChangeOwner(fact.municipality, fact.owner.name, fact.owner.business_id), fact.municipality)
    ]


def forget_service(event: Recorded[ServiceEnded], _: Profiles) -> list[Ask]:
    """Nobody is referred to what isn't there."""
    return [_of_service(event, ForgetService(event.event.ended_on), event.event.municipality)]


def note_consent(event: Recorded[ConsentGiven], _: Profiles) -> list[Ask]:
    """Referrals outside rest on consents; what has been erased meanwhile permits nothing."""
    fact = event.event
    match fact.terms.value:
        case ConsentTerms() as terms:
            return [_of_case(event, NoteConsent(fact.consent, fact.valid_until, terms), fact.municipality)]
        case _:
            return []


def end_consent(event: Recorded[ConsentWithdrawn], _: Profiles) -> list[Ask]:
    """What rests on a consent is revoked with it."""
    fact = event.event
    return [_of_case(event, EndConsent(fact.consent, fact.withdrawn_on), event.head.municipality)]


def _of_service(event: Recorded[Event], command: ServiceCommand, municipality: str) -> Ask:
    service = event.head.key
    return Ask(f"planning/service/{service}", service, command, municipality)


def _of_case(event: Recorded[Event], command: NoteConsent | EndConsent, municipality: str | None) -> Ask:
    case = event.head.key
    return Ask(f"planning/case/{case}", case, command, municipality)
