"""Events of referrals to services of the directory: official, third-sector and private ones, with consent where needed.

A referral may ask several providers; the first that accepts has it. Groups have their own, older events in
`shared.events.planning`. Enters: nothing. Leaves: the chain from a consent to what became of the referral.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.intake.consent import ConsentTerms
from shared.events.model import CaseEvent, Clear, Event, FreeText, Personal, Value


class Sector(StrEnum):
    """Who gives a service: a public body, an association or congregation, an enterprise."""

    OFFICIAL = "official"
    THIRD_SECTOR = "third_sector"
    PRIVATE = "private"


class Disclosed(StrEnum):
    """What of the client's data a provider is told."""

    NAME = "name"
    CONTACT = "contact"
    LANGUAGE = "language"
    REASON = "reason"


class ServiceDeclineReason(StrEnum):
    """Why a provider, or the client, said no."""

    FULL = "full"
    NOT_SUITABLE = "not_suitable"
    CLIENT_DECLINED = "client_declined"
    OUT_OF_AREA = "out_of_area"
    OTHER = "other"


class ServiceOutcome(StrEnum):
    """How a service ended for the client."""

    COMPLETED = "completed"
    PARTLY = "partly"
    INTERRUPTED = "interrupted"
    NOT_HELPED = "not_helped"


class RevocationReason(StrEnum):
    """Why a referral was taken back."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    NEED_CHANGED = "need_changed"
    MISTAKE = "mistake"
    OTHER = "other"


class AccompaniedBy(StrEnum):
    """Who went along with the client to a service."""

    ADVISER = "adviser"
    VOLUNTEER = "volunteer"
    PEER = "peer"
    INTERPRETER = "interpreter"


class ServiceDecline(Value):
    """Why the answer was no. A client's own no says something about the person, so it is sealed."""

    reason: ServiceDeclineReason


class ServiceEnd(Value):
    """How a service ended; it says something about the person."""

    outcome: ServiceOutcome


class Revocation(Value):
    """Why a referral was taken back."""

    reason: RevocationReason


class ServiceKnown(Event, version=1):
    """Planning knows a service of the directory, and who gives it: what clients may be referred to."""

    municipality: Annotated[Municipality, Clear("routing and scope: who keeps the entry")]
    sector: Annotated[Sector, Clear("published")]
    organisation: Annotated[str, Clear("published: who gives it")]
    business_id: Annotated[str | None, Clear("published")] = None


class ServiceGone(Event, version=1):
    """Nobody is referred to the service any more."""

    ended_on: Annotated[date, Clear("published")]


class ConsentNoted(CaseEvent, version=1):
    """Planning knows of a consent of the client's: what may be told to whom, until when."""

    consent: Annotated[UUID, Clear("an id that says nothing by itself")]
    valid_until: Annotated[date, Clear("validity ends with it")]
    terms: Personal[ConsentTerms]


class ConsentEnded(CaseEvent, version=1, effective="withdrawn_on"):
    """The client has taken a consent back; what rested on it is revoked with it."""

    consent: Annotated[UUID, Clear("an id that says nothing by itself")]
    withdrawn_on: Annotated[date, Clear("validity ends before it")]


class ServiceReferralSent(CaseEvent, version=1):
    """The client is referred to a service; `discloses` is what a provider that accepts is told."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    expires_on: Annotated[date, Clear("a deadline")]
    discloses: Annotated[tuple[Disclosed, ...], Clear("classes of data, not the data")]
    reason: Personal[FreeText] | None = None


class ProviderAsked(CaseEvent, version=1):
    """A provider sees the referral. Outside the client's own authority that rests on a consent."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing: the service of the directory")]
    sector: Annotated[Sector, Clear("published")]
    provider: Annotated[Municipality, Clear("routing: the municipality that keeps the service's entry")]
    organisation: Annotated[str, Clear("routing: whose inbox it goes to")]
    business_id: Annotated[str | None, Clear("routing: whose inbox it goes to")] = None
    consent: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None


class ServiceReferralAccepted(CaseEvent, version=1):
    """A provider takes the client: the first to say so. What was to be disclosed has been disclosed to it now."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing: whose it is now")]


class ServiceReferralDeclined(CaseEvent, version=1):
    """A provider says no. `last`: no other is asked any more, so the referral is over."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing: whose answer it is")]
    last: Annotated[bool, Clear("whether anybody else is still asked")]
    ground: Personal[ServiceDecline]


class ServiceReferralStarted(CaseEvent, version=1, effective="started_on"):
    """The client has begun in the service."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing")]
    started_on: Annotated[date, Clear("days to the first service are counted to it")]


class ServiceReferralCompleted(CaseEvent, version=1, effective="completed_on"):
    """The service has come to its end for the client."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing")]
    completed_on: Annotated[date, Clear("the next step is due from it")]
    end: Personal[ServiceEnd]


class ReferralRevoked(CaseEvent, version=1):
    """The referral was taken back, and nobody sees more of it than was disclosed before.

    `asked` had seen that somebody is referred; `disclosed_to` is the service that had been told what `disclosed` says.
    """

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    consent: Annotated[UUID | None, Clear("an id that says nothing by itself: the consent that was withdrawn")] = None
    asked: Annotated[tuple[UUID, ...], Clear("services of the directory")]
    disclosed_to: Annotated[UUID | None, Clear("a service of the directory")] = None
    disclosed: Annotated[tuple[Disclosed, ...], Clear("classes of data, not the data")] = ()
    revocation: Personal[Revocation]


class ReferralExpired(CaseEvent, version=1, effective="expired_on"):
    """Nobody has answered in time."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    expired_on: Annotated[date, Clear("the first day after the last")]


class AccompaniedToService(CaseEvent, version=1, effective="accompanied_on"):
    """Somebody went along with the client, so that they found the service and were understood."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing")]
    accompanied_on: Annotated[date, Clear("a day of work")]
    by: Annotated[AccompaniedBy, Clear("a kind of companion, not a person")]
