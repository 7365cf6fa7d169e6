"""Referrals to services: as the client's municipality sees them, and as each provider asked does in its inbox.

A provider sees before it accepts that somebody is referred, why, and in which language (a preview); the name only when
it has accepted; and nothing of that any more when the referral was taken back, has expired, or is another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, municipality_of, recorded_on
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, PersonDetailsCorrected, TransferAccepted
from shared.events.model import Unreadable
from shared.events.planning.services import (
    AccompaniedToService,
    Disclosed,
    ProviderAsked,
    ReferralExpired,
    ReferralRevoked,
    ServiceReferralAccepted,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralSent,
    ServiceReferralStarted,
)
from shared.projection import Changes, Projection, changed, copied


class ServiceReferralRow(NamedTuple):
    """`side`: case (the case itself), referral, asked (both follow the case), inbox (a provider's, and stays).

    `state`: sent, accepted, declined, started, completed, revoked, expired, superseded (another has it). `discloses`
    are codes with commas between; `disclosed_to` is the service that has been told. `reason`, `person`, `ground`
    are boxes.
    """

    municipality: str = UNKNOWN
    side: str = "case"
    referral: UUID | None = None
    service_id: UUID | None = None
    state: str = "sent"
    sector: str | None = None
    provider: str | None = None
    organisation: str | None = None
    business_id: str | None = None
    consent: UUID | None = None
    discloses: str | None = None
    sent_on: date | None = None
    expires_on: date | None = None
    answered_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    accompanied_on: date | None = None
    disclosed_to: UUID | None = None
    language: str | None = None
    reason: bytes | None = None
    person: bytes | None = None
    ground: bytes | None = None


SERVICE_REFERRALS: Final = Projection("servicereferrals", version=1, row=ServiceReferralRow, ddl="services.reporting")
Rows = Mapping[str, ServiceReferralRow]
NEW: Final = ServiceReferralRow()


def _at(rows: Rows, municipality: str, **changes: Any) -> Changes[ServiceReferralRow]:
    return {
        **{
            sub: changed(row, municipality=municipality)
            for sub, row in rows.items()
            if row.side != "inbox" and row.municipality != municipality
        },
        CASE: changed(rows.get(CASE, NEW), municipality=municipality, **changes),
    }


@SERVICE_REFERRALS.on(ArrivalRegistered, opens=("background",))
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[ServiceReferralRow]:
    fact = event.event
    told = fact.background.value
    language = None if isinstance(told, Unreadable) else told.mother_tongue
    return _at(rows, fact.municipality, person=copied(event, "person", fact.person), language=language)


@SERVICE_REFERRALS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[ServiceReferralRow]:
    return _at(rows, event.event.receiver)


@SERVICE_REFERRALS.on(PersonDetailsCorrected)
def corrected(rows: Rows, event: Recorded[PersonDetailsCorrected]) -> Changes[ServiceReferralRow]:
    """Who has been told the name is told the right one."""
    person = copied(event, "person", event.event.person)
    told = {sub: changed(row, person=person) for sub, row in rows.items() if row.side == "inbox" and row.person}
    return {**told, CASE: changed(rows.get(CASE, NEW), person=person)}


@SERVICE_REFERRALS.on(ServiceReferralSent, reads=(CASE,))
def sent(rows: Rows, event: Recorded[ServiceReferralSent]) -> Changes[ServiceReferralRow]:
    fact = event.event
    row = ServiceReferralRow(municipality_of(rows), "referral", fact.referral)
    said = {
        "discloses": ",".join(fact.discloses),
        "sent_on": recorded_on(event),
        "expires_on": fact.expires_on,
        "reason": copied(event, "reason", fact.reason),
    }
    return {str(fact.referral): changed(row, **said)}


@SERVICE_REFERRALS.on(ProviderAsked)
def asked(rows: Rows, event: Recorded[ProviderAsked]) -> Changes[ServiceReferralRow]:
    fact = event.event
    referral = rows[str(fact.referral)]
    discloses = (referral.discloses or "").split(",")
    own = changed(
        referral,
        side="asked",
        service_id=fact.service_id,
        sector=fact.sector.value,
        provider=fact.provider,
        organisation=fact.organisation,
        business_id=fact.business_id,
        consent=fact.consent,
        reason=None,
    )
    inbox = changed(
        own,
        municipality=fact.provider,
        side="inbox",
        reason=referral.reason if Disclosed.REASON in discloses else None,
        language=rows.get(CASE, NEW).language if Disclosed.LANGUAGE in discloses else None,
    )
    return {_asked(fact.referral, fact.service_id): own, _inbox(fact.referral, fact.service_id): inbox}


def _asked(referral: UUID, service: UUID) -> str:
    return f"{referral}/{service}"


def _inbox(referral: UUID, service: UUID) -> str:
    return f"{referral}/{service}/inbox"


def _about(rows: Rows, referral: UUID) -> dict[str, ServiceReferralRow]:
    return {sub: row for sub, row in rows.items() if row.referral == referral}


def _of(rows: Rows, referral: UUID, service: UUID, **changes: Any) -> dict[str, ServiceReferralRow | None]:
    """The rows of a referral and of one of those asked, changed."""
    return {
        sub: changed(row, **changes) for sub, row in _about(rows, referral).items() if row.service_id in (None, service)
    }


def _hidden(rows: Rows, referral: UUID, state: str, on: date, but: UUID | None = None) -> Changes[ServiceReferralRow]:
    """What is no longer theirs to see is gone from the inboxes of all who still waited or were told."""
    found: dict[str, ServiceReferralRow | None] = {}
    for sub, row in _about(rows, referral).items():
        if row.service_id is None or row.service_id == but or row.state == "declined":
            continue
        told = {"reason": None, "person": None, "language": None} if row.side == "inbox" else {}
        found[sub] = changed(row, state=state, ended_on=on, **told)
    return found


@SERVICE_REFERRALS.on(ServiceReferralAccepted)
def accepted(rows: Rows, event: Recorded[ServiceReferralAccepted]) -> Changes[ServiceReferralRow]:
    fact, on = event.event, recorded_on(event)
    others = _hidden(rows, fact.referral, "superseded", on, but=fact.service_id)
    own = _of(rows, fact.referral, fact.service_id, state="accepted", answered_on=on, disclosed_to=fact.service_id)
    sub = _inbox(fact.referral, fact.service_id)
    inbox = own.get(sub)
    if inbox is not None and {Disclosed.NAME, Disclosed.CONTACT} & set((inbox.discloses or "").split(",")):
        own[sub] = changed(inbox, person=rows.get(CASE, NEW).person)
    return {**others, **own}


@SERVICE_REFERRALS.on(ServiceReferralDeclined)
def declined(rows: Rows, event: Recorded[ServiceReferralDeclined]) -> Changes[ServiceReferralRow]:
    fact, on = event.event, recorded_on(event)
    ground = copied(event, "ground", fact.ground)
    found: dict[str, ServiceReferralRow | None] = {}
    for sub, row in _about(rows, fact.referral).items():
        if row.service_id == fact.service_id:
            told = {"reason": None, "person": None, "language": None} if row.side == "inbox" else {"ground": ground}
            found[sub] = changed(row, state="declined", answered_on=on, **told)
        elif row.service_id is None and fact.last:
            found[sub] = changed(row, state="declined", answered_on=on, ended_on=on, ground=ground)
    if fact.last:
        found.update(
            (sub, row) for sub, row in _hidden(rows, fact.referral, "superseded", on, but=fact.service_id).items()
        )
    return found


@SERVICE_REFERRALS.on(ServiceReferralStarted)
def started(rows: Rows, event: Recorded[ServiceReferralStarted]) -> Changes[ServiceReferralRow]:
    fact = event.event
    return _of(rows, fact.referral, fact.service_id, state="started", started_on=fact.started_on)


@SERVICE_REFERRALS.on(ServiceReferralCompleted)
def completed(rows: Rows, event: Recorded[ServiceReferralCompleted]) -> Changes[ServiceReferralRow]:
    fact = event.event
    end = copied(event, "end", fact.end)
    return _of(rows, fact.referral, fact.service_id, state="completed", ended_on=fact.completed_on, ground=end)


@SERVICE_REFERRALS.on(ReferralRevoked)
def revoked(rows: Rows, event: Recorded[ReferralRevoked]) -> Changes[ServiceReferralRow]:
    fact, on = event.event, recorded_on(event)
    row = rows[str(fact.referral)]
    why = copied(event, "revocation", fact.revocation)
    own = changed(row, state="revoked", ended_on=on, consent=fact.consent, disclosed_to=fact.disclosed_to, ground=why)
    return {**_hidden(rows, fact.referral, "revoked", on), str(fact.referral): own}


@SERVICE_REFERRALS.on(ReferralExpired)
def expired(rows: Rows, event: Recorded[ReferralExpired]) -> Changes[ServiceReferralRow]:
    fact = event.event
    own = changed(rows[str(fact.referral)], state="expired", ended_on=fact.expired_on)
    return {**_hidden(rows, fact.referral, "expired", fact.expired_on), str(fact.referral): own}


@SERVICE_REFERRALS.on(AccompaniedToService)
def accompanied(rows: Rows, event: Recorded[AccompaniedToService]) -> Changes[ServiceReferralRow]:
    fact = event.event
    return _of(rows, fact.referral, fact.service_id, accompanied_on=fact.accompanied_on)
