"""What may be done with a client's referrals and consents: which kind of referral a command is about, and for whom.

Pure: it is given the client; the rules of each kind are in `groups` and `services`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never, get_args

from services.planning.client import Client
from services.planning.onward.domain import ended, stepped
from services.planning.referral import groups, services
from services.planning.referral.consents import Consent, EndConsent, NoteConsent
from services.planning.referral.groups import (
    AcceptReferral,
    CompleteReferral,
    DeclineReferral,
    QueueReferral,
    ReferToService,
    StartReferral,
    TurnReferralAway,
)
from services.planning.referral.services import (
    AcceptClient,
    Accompany,
    BeginService,
    CompleteService,
    DeclineClient,
    RevokeReferral,
    SendReferral,
)
from shared.errors import Refused
from shared.events.model import Event, Personal
from shared.events.planning import (
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralQueued,
    ReferralStarted,
    ReferredToService,
)
from shared.events.planning.services import (
    ConsentEnded,
    ConsentNoted,
    ServiceReferralCompleted,
    ServiceReferralSent,
)


@dataclass(frozen=True, slots=True)
class ExpireReferrals:
    """A referral's last day has passed."""

    today: date


Sending: TypeAlias = ReferToService | SendReferral
"""Asked for by the client's municipality."""

Told: TypeAlias = AcceptReferral | QueueReferral | TurnReferralAway | StartReferral
"""Answers of groups, which come as others' facts."""

Answer: TypeAlias = (
    DeclineReferral
    | CompleteReferral
    | AcceptClient
    | DeclineClient
    | BeginService
    | CompleteService
    | Accompany
    | RevokeReferral
)
"""Answers that somebody records: for the client, or for whoever was asked."""

Note: TypeAlias = NoteConsent | EndConsent | ExpireReferrals
Command: TypeAlias = Sending | Told | Answer | Note
TOLD: Final[tuple[type[Told | Note], ...]] = (*get_args(Told), *get_args(Note))
"""What no person has asked for: of a case that planning doesn't know yet it says so, and doesn't hide it."""


def decide(command: Command, client: Client) -> Sequence[Event]:  # noqa: PLR0911 - one for each kind
    """The facts that a command makes of a client's referrals; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the referral isn't the asker's to know of.
    """
    match command:
        case ReferToService():
            return groups.refer(command, client.municipality, client.person_id, client.referrals)
        case SendReferral():
            return services.send(command, client.person_id, client.consents, client.to_services)
        case AcceptReferral() | QueueReferral() | TurnReferralAway() | StartReferral():
            found = client.referrals.get(command.referral)
            if found is None:
                raise Refused("referral.unknown")
            return groups.decide(command, client.person_id, found)
        case DeclineReferral() | CompleteReferral():
            return groups.decide(command, client.person_id, _to_group(command, client))
        case AcceptClient() | DeclineClient() | BeginService() | CompleteService():
            return services.decide(command, client.municipality, client.person_id, _to_service(command, client))
        case Accompany() | RevokeReferral():
            return services.decide(command, client.municipality, client.person_id, _own(command, client))
        case NoteConsent() | EndConsent() | ExpireReferrals():
            return _note(command, client)
    assert_never(command)


def _to_group(command: DeclineReferral | CompleteReferral, client: Client) -> groups.Referral:
    """The referral, if it is of this municipality's client or to its group; else it is as if it did not exist."""
    found = client.referrals.get(command.referral)
    if found is None or command.municipality not in {client.municipality, found.to.provider}:
        raise Refused("access.not_found")
    return found


def _to_service(
    command: AcceptClient | DeclineClient | BeginService | CompleteService, client: Client
) -> services.ServiceReferral:
    """The referral, if the asker has to do with it; else it is as if it did not exist."""
    found = client.to_services.get(command.referral)
    if found is None or not services.may_know(command.by, client.municipality, found.offer):
        raise Refused("access.not_found")
    return found


def _own(command: Accompany | RevokeReferral, client: Client) -> services.ServiceReferral:
    """The referral, if it is of this municipality's client."""
    found = client.to_services.get(command.referral)
    if found is None or command.municipality != client.municipality:
        raise Refused("access.not_found")
    return found


def _note(command: Note, client: Client) -> Sequence[Event]:
    match command:
        case NoteConsent():
            if command.consent in client.consents:
                return []
            terms = Personal(client.person_id, command.terms)
            return [ConsentNoted(consent=command.consent, valid_until=command.valid_until, terms=terms)]
        case EndConsent():
            if command.consent not in client.consents:
                return []
            return [
                ConsentEnded(consent=command.consent, withdrawn_on=command.withdrawn_on),
                *services.revoke_what_rests_on(command.consent, client.person_id, client.to_services),
            ]
        case ExpireReferrals():
            return list(services.expire(command.today, client.to_services))
    assert_never(command)


Fact: TypeAlias = groups.Fact | services.Fact | ConsentNoted | ConsentEnded
FACTS: Final[tuple[type[Fact], ...]] = get_args(Fact)


def evolve(client: Client, fact: Fact) -> Client:  # noqa: PLR0911 - one for each kind of fact
    """A client after a fact about a referral or a consent. A referral is a next step, and its end waits for one."""
    match fact:
        case ConsentNoted():
            consent = Consent(fact.valid_until, fact.terms)
            return replace(client, consents={**client.consents, fact.consent: consent})
        case ConsentEnded():
            left = {id_: consent for id_, consent in client.consents.items() if id_ != fact.consent}
            return replace(client, consents=left)
        case ReferredToService():
            gone_on = replace(client, onward=stepped(client.onward))
            return replace(gone_on, referrals=groups.evolve(client.referrals, fact))
        case ServiceReferralSent():
            gone_on = replace(client, onward=stepped(client.onward))
            return replace(gone_on, to_services=services.evolve(client.to_services, fact))
        case ReferralCompleted():
            onward = ended(client.onward, fact.referral, fact.completed_on)
            return replace(client, onward=onward, referrals=groups.evolve(client.referrals, fact))
        case ServiceReferralCompleted():
            onward = ended(client.onward, fact.referral, fact.completed_on)
            return replace(client, onward=onward, to_services=services.evolve(client.to_services, fact))
        case ReferralAccepted() | ReferralQueued() | ReferralStarted() | ReferralDeclined():
            return replace(client, referrals=groups.evolve(client.referrals, fact))
        case _:
            return replace(client, to_services=services.evolve(client.to_services, fact))
