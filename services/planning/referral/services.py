"""What a referral to services of the directory may do: it is sent to one provider or several, the first that accepts
has it, it is begun and completed, or it is declined, revoked, or expires unanswered.

Outside the client's own authority nothing is sent without a consent; when that is withdrawn, the referral is revoked.
Pure: of a client's referrals it is given the one that the command is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias, assert_never
from uuid import UUID

from services.planning.days import not_ahead
from services.planning.referral.consents import Consents, consent_for
from services.planning.referral.known import Provider
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.model import Event, Personal
from shared.events.planning.services import (
    AccompaniedBy,
    AccompaniedToService,
    Disclosed,
    ProviderAsked,
    ReferralExpired,
    ReferralRevoked,
    Revocation,
    RevocationReason,
    Sector,
    ServiceDecline,
    ServiceDeclineReason,
    ServiceEnd,
    ServiceOutcome,
    ServiceReferralAccepted,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralSent,
    ServiceReferralStarted,
)

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class By:
    """Who records an answer: somebody of a municipality, or of a partner's `organisation` there."""

    municipality: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class SendReferral:
    """The client is referred to one provider or several, which have until `expires_on` to answer."""

    municipality: str
    referral: UUID
    providers: tuple[Provider, ...]
    expires_on: date
    discloses: tuple[Disclosed, ...]
    reason: Words | None
    today: date


@dataclass(frozen=True, slots=True)
class AcceptClient:
    """A provider takes the client. `service` says which, where the asker may speak for several."""

    by: By
    referral: UUID
    service: UUID | None
    today: date


@dataclass(frozen=True, slots=True)
class DeclineClient:
    """A provider, or the client, says no."""

    by: By
    referral: UUID
    service: UUID | None
    reason: ServiceDeclineReason


@dataclass(frozen=True, slots=True)
class BeginService:
    """The client has begun."""

    by: By
    referral: UUID
    started_on: date
    today: date


@dataclass(frozen=True, slots=True)
class CompleteService:
    """The service has come to its end for the client."""

    by: By
    referral: UUID
    completed_on: date
    outcome: ServiceOutcome
    today: date


@dataclass(frozen=True, slots=True)
class Accompany:
    """Somebody went along with the client."""

    municipality: str
    referral: UUID
    service: UUID | None
    accompanied_on: date
    companion: AccompaniedBy
    today: date


@dataclass(frozen=True, slots=True)
class RevokeReferral:
    """The client's municipality takes the referral back."""

    municipality: str
    referral: UUID
    reason: RevocationReason


Answer: TypeAlias = AcceptClient | DeclineClient | BeginService | CompleteService
Command: TypeAlias = SendReferral | Answer | Accompany | RevokeReferral

# --- how it can stand -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """What every such referral has: who was asked (by service), each with the consent that it rests on, if any."""

    expires_on: date
    discloses: tuple[Disclosed, ...]
    providers: Mapping[UUID, Provider]
    consents: Mapping[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Asked:
    """Nobody has accepted yet; `declined` have said no."""

    offer: Offer
    declined: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """A provider has accepted, and no other can any more."""

    offer: Offer
    service: UUID


@dataclass(frozen=True, slots=True)
class Underway:
    """The client has begun."""

    offer: Offer
    service: UUID
    started_on: date


@dataclass(frozen=True, slots=True)
class Finished:
    """The service has come to its end."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """All who were asked have said no, or the client has."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Revoked:
    """It was taken back."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody answered in time."""

    offer: Offer


ServiceReferral: TypeAlias = Asked | Taken | Underway | Finished | TurnedDown | Revoked | Expired


def is_open(referral: ServiceReferral) -> bool:
    match referral:
        case Asked() | Taken() | Underway():
            return True
        case Finished() | TurnedDown() | Revoked() | Expired():
            return False
    assert_never(referral)


def may_know(by: By, municipality: str, offer: Offer) -> bool:
    """Whether a referral exists for somebody: for the client's municipality, and for whoever was asked."""
    return (by.organisation is None and by.municipality == municipality) or any(_speaks_for(by, offer))


def _speaks_for(by: By, offer: Offer) -> Iterator[UUID]:
    """The services that somebody may answer for: a partner its own, a municipality its own official ones."""
    for service, provider in offer.providers.items():
        if by.organisation is not None:
            if provider.is_of(by.organisation):
                yield service
        elif provider.sector is Sector.OFFICIAL and provider.municipality == by.municipality:
            yield service


# --- what is decided --------------------------------------------------------------------------------------------------


def send(
    command: SendReferral,
    person: UUID,
    consents: Consents,
    referrals: Mapping[UUID, ServiceReferral],
) -> Sequence[Event]:
    """A referral goes out: to nobody twice at a time, and outside the own authority under a consent only."""
    if command.referral in referrals:
        return []
    if command.expires_on < command.today:
        raise Refused("referral.expires_in_the_past", "expires_on")
    asked = {service for one in referrals.values() if is_open(one) for service in one.offer.providers}
    if any(provider.service in asked for provider in command.providers):
        raise Refused("referral.already_open", "services")
    return [
        ServiceReferralSent(
            municipality=command.municipality,
            person_id=person,
            referral=command.referral,
            expires_on=command.expires_on,
            discloses=command.discloses,
            reason=sealed(command.reason, person) if command.reason else None,
        ),
        *(_asks(command, provider, consents) for provider in command.providers),
    ]


def _asks(command: SendReferral, provider: Provider, consents: Consents) -> ProviderAsked:
    consent = None
    if provider.is_outside(command.municipality):
        consent = consent_for(provider, consents, command.today)
        if consent is None:
            raise Refused("referral.consent_missing", "services", organisation=provider.organisation)
    return ProviderAsked(
        referral=command.referral,
        service_id=provider.service,
        sector=provider.sector,
        provider=provider.municipality,
        organisation=provider.organisation,
        business_id=provider.business_id,
        consent=consent,
    )


def decide(
    command: Answer | Accompany | RevokeReferral, municipality: str, person: UUID, referral: ServiceReferral
) -> Sequence[Event]:
    """The facts that a command makes of a referral to services; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` to whoever has nothing to do with the referral.
    """
    match command:
        case AcceptClient():
            return _accept(command, municipality, referral)
        case DeclineClient():
            return _decline(command, municipality, person, referral)
        case BeginService():
            return _begin(command, municipality, referral)
        case CompleteService():
            return _complete(command, municipality, person, referral)
        case Accompany():
            return _accompany(command, referral)
        case RevokeReferral():
            return _revoke(command, person, referral)
    assert_never(command)


def _accept(command: AcceptClient, municipality: str, referral: ServiceReferral) -> Sequence[Event]:
    service = _answered_for(command.by, municipality, referral.offer, command.service)
    match referral:
        case Asked(offer, declined):
            if service in declined:
                raise Refused("referral.already_declined")
            if command.today > offer.expires_on:
                raise Refused("referral.expired")
            return [ServiceReferralAccepted(referral=command.referral, service_id=service)]
        case Taken(service=own) | Underway(service=own):
            if own == service:
                return []
            raise Refused("referral.already_accepted")  # one acceptance, ever: the first wins
        case Finished() | TurnedDown() | Revoked() | Expired():
            raise _over(referral)
    assert_never(referral)


def _decline(command: DeclineClient, municipality: str, person: UUID, referral: ServiceReferral) -> Sequence[Event]:
    service = _answered_for(command.by, municipality, referral.offer, command.service)
    last = _ends_it(command, service, referral)
    ground = Personal(person, ServiceDecline(reason=command.reason))
    return [ServiceReferralDeclined(referral=command.referral, service_id=service, last=last, ground=ground)]


def _ends_it(command: DeclineClient, service: UUID, referral: ServiceReferral) -> bool:
    """Whether nobody is left who may take the client."""
    match referral:
        case Asked(offer, declined):
            if service in declined:
                raise Refused("referral.already_declined")
            client_says_no = command.reason is ServiceDeclineReason.CLIENT_DECLINED
            return client_says_no or declined | {service} == offer.providers.keys()
        case Taken(service=own):
            if own != service:
                raise Refused("referral.already_accepted")
            return True
        case Underway():
            raise Refused("referral.already_started")
        case Finished() | TurnedDown() | Revoked() | Expired():
            raise _over(referral)
    assert_never(referral)


def _begin(command: BeginService, municipality: str, referral: ServiceReferral) -> Sequence[Event]:
    match referral:
        case Asked():
            _answered_for(command.by, municipality, referral.offer, None)
            raise Refused("referral.not_accepted_yet")
        case Taken(offer, service):
            _answered_for(command.by, municipality, offer, service)
            not_ahead(command.started_on, command.today, "started_on")
            return [
                ServiceReferralStarted(referral=command.referral, service_id=service, started_on=command.started_on)
            ]
        case Underway(offer, service):
            _answered_for(command.by, municipality, offer, service)
            return []
        case Finished() | TurnedDown() | Revoked() | Expired():
            raise _over(referral)
    assert_never(referral)


def _complete(command: CompleteService, municipality: str, person: UUID, referral: ServiceReferral) -> Sequence[Event]:
    match referral:
        case Asked():
            _answered_for(command.by, municipality, referral.offer, None)
            raise Refused("referral.not_accepted_yet")
        case Taken(offer, service) | Underway(offer, service):
            _answered_for(command.by, municipality, offer, service)
            not_ahead(command.completed_on, command.today, "completed_on")
            if isinstance(referral, Underway) and command.completed_on < referral.started_on:
                raise Refused("referral.completed_before_started", "completed_on")
            return [
                ServiceReferralCompleted(
                    referral=command.referral,
                    service_id=service,
                    completed_on=command.completed_on,
                    end=Personal(person, ServiceEnd(outcome=command.outcome)),
                )
            ]
        case Finished() | TurnedDown() | Revoked() | Expired():
            raise _over(referral)
    assert_never(referral)


def _accompany(command: Accompany, referral: ServiceReferral) -> Sequence[Event]:
    not_ahead(command.accompanied_on, command.today, "accompanied_on")
    return [
        AccompaniedToService(
            referral=command.referral,
            service_id=_accompanied_to(command.service, referral),
            accompanied_on=command.accompanied_on,
            by=command.companion,
        )
    ]


def _accompanied_to(service: UUID | None, referral: ServiceReferral) -> UUID:
    """The service that has the client, else the one that is named."""
    match referral:
        case Taken(_, own) | Underway(_, own):
            return own
        case Asked() | Finished() | TurnedDown() | Revoked() | Expired():
            return _named(service, referral.offer)
    assert_never(referral)


def _revoke(command: RevokeReferral, person: UUID, referral: ServiceReferral) -> Sequence[Event]:
    match referral:
        case Asked() | Taken() | Underway():
            return [_revoked(command.referral, referral, person, command.reason, None)]
        case Revoked():
            return []
        case Finished() | TurnedDown() | Expired():
            raise _over(referral)
    assert_never(referral)


def revoke_what_rests_on(
    consent: UUID, person: UUID, referrals: Mapping[UUID, ServiceReferral]
) -> Iterator[ReferralRevoked]:
    """What a withdrawn consent takes with it: every open referral in which somebody was asked because of it, unless
    another provider, whom it is not about, has the client already."""
    for id_, referral in referrals.items():
        match referral:
            case Asked(offer) if consent in offer.consents.values():
                yield _revoked(id_, referral, person, RevocationReason.CONSENT_WITHDRAWN, consent)
            case Taken(offer, service) | Underway(offer, service) if offer.consents.get(service) == consent:
                yield _revoked(id_, referral, person, RevocationReason.CONSENT_WITHDRAWN, consent)


def expire(today: date, referrals: Mapping[UUID, ServiceReferral]) -> Iterator[ReferralExpired]:
    """What nobody has answered in time."""
    for id_, referral in referrals.items():
        if isinstance(referral, Asked) and referral.offer.expires_on < today:
            yield ReferralExpired(referral=id_, expired_on=referral.offer.expires_on + timedelta(days=1))


def _revoked(
    id_: UUID,
    referral: Asked | Taken | Underway,
    person: UUID,
    reason: RevocationReason,
    consent: UUID | None,
) -> ReferralRevoked:
    """With what had been disclosed already: it cannot be taken back, but it is known."""
    told = referral.service if isinstance(referral, Taken | Underway) else None
    return ReferralRevoked(
        referral=id_,
        consent=consent,
        asked=tuple(sorted(referral.offer.providers)),
        disclosed_to=told,
        disclosed=referral.offer.discloses if told is not None else (),
        revocation=Personal(person, Revocation(reason=reason)),
    )


def _answered_for(by: By, municipality: str, offer: Offer, service: UUID | None) -> UUID:
    """Which service somebody answers for. The client's municipality may note what any of the asked has said.

    Raises:
        Refused: `access.not_found`: none of theirs was asked; `referral.say_which_service`: several were.
    """
    own = by.organisation is None and by.municipality == municipality
    candidates = frozenset(offer.providers if own else _speaks_for(by, offer))
    if not candidates or (service is not None and service not in candidates):
        raise Refused("access.not_found")
    if service is not None:
        return service
    if len(candidates) > 1:
        raise Refused("referral.say_which_service", "service")
    return next(iter(candidates))


def _named(service: UUID | None, offer: Offer) -> UUID:
    if service is None and len(offer.providers) == 1:
        return next(iter(offer.providers))
    if service is None or service not in offer.providers:
        raise Refused("referral.say_which_service", "service")
    return service


def _over(referral: Finished | TurnedDown | Revoked | Expired) -> Refused:
    match referral:
        case Finished():
            return Refused("referral.already_completed")
        case TurnedDown():
            return Refused("referral.already_declined")
        case Revoked():
            return Refused("referral.revoked")
        case Expired():
            return Refused("referral.expired")
    assert_never(referral)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

Fact: TypeAlias = (
    ServiceReferralSent
    | ProviderAsked
    | ServiceReferralAccepted
    | ServiceReferralDeclined
    | ServiceReferralStarted
    | ServiceReferralCompleted
    | ReferralRevoked
    | ReferralExpired
    | AccompaniedToService
)


def evolve(referrals: Mapping[UUID, ServiceReferral], fact: Fact) -> Mapping[UUID, ServiceReferral]:
    """A client's referrals to services after a fact about one of them."""
    if isinstance(fact, ServiceReferralSent):
        return {**referrals, fact.referral: Asked(Offer(fact.expires_on, fact.discloses, {}, {}))}
    return {**referrals, fact.referral: _after(fact, referrals[fact.referral])}


def _after(  # noqa: PLR0911 - one for each kind of fact
    after: ProviderAsked
    | ServiceReferralAccepted
    | ServiceReferralDeclined
    | ServiceReferralStarted
    | ServiceReferralCompleted
    | ReferralRevoked
    | ReferralExpired
    | AccompaniedToService,
    referral: ServiceReferral,
) -> ServiceReferral:
    """The referral after a fact about it."""
    match after, referral:
        case ProviderAsked() as fact, Asked(offer):
            return Asked(_with(fact, offer))
        case ServiceReferralAccepted() as fact, Asked(offer):
            return Taken(offer, fact.service_id)
        case ServiceReferralDeclined(last=True), Asked(offer) | Taken(offer):
            return TurnedDown(offer)
        case ServiceReferralDeclined() as fact, Asked(offer, declined):
            return Asked(offer, declined | {fact.service_id})
        case ServiceReferralStarted() as fact, Taken(offer, service):
            return Underway(offer, service, fact.started_on)
        case ServiceReferralCompleted(), Taken(offer) | Underway(offer):
            return Finished(offer)
        case ReferralRevoked(), Asked(offer) | Taken(offer) | Underway(offer):
            return Revoked(offer)
        case ReferralExpired(), Asked(offer):
            return Expired(offer)
        case AccompaniedToService(), _:
            return referral
    raise ValueError(f"{after.type} cannot follow {type(referral).__name__}")


def _with(fact: ProviderAsked, offer: Offer) -> Offer:
    provider = Provider(fact.service_id, fact.sector, fact.provider, fact.organisation, fact.business_id)
    consents = {**offer.consents, fact.service_id: fact.consent} if fact.consent is not None else offer.consents
    return replace(offer, providers={**offer.providers, fact.service_id: provider}, consents=consents)
