"""Referrals to services: of a case, with the chain from consent to revocation; and the inbox of whoever was asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, Viewer, allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.intake import PersonDetails
from shared.events.model import FreeText, Unreadable
from shared.regions.texts import text

router: Final = APIRouter(tags=["referrals"])

READERS: Final = (*WORKERS, Role.EMPLOYMENT_AUTHORITY)
ASKED: Final = (
    Role.PARTNER,
    Role.CASEWORKER,
    Role.ADVISER,
    Role.ACTIVITY_LEADER,
    Role.EMPLOYMENT_AUTHORITY,
    Role.WELLBEING_COUNTY,
)
CONSENTS: Final = frozenset({"ConsentGiven", "ConsentWithdrawn", "ConsentNoted", "ConsentEnded"})


class AskedProvider(Answer):
    """A provider that was asked, under which consent, and its answer."""

    service: UUID
    sector: str
    organisation: str
    provider: str
    consent: UUID | None
    state: str
    answered_on: date | None


class ServiceReferral(Answer):
    """A referral to services. `state`: sent, accepted, declined, started, completed, revoked, expired.

    `disclosed_to` is the service that has been told what `discloses` names; a revocation does not untell it.
    """

    referral: UUID
    state: str
    discloses: list[str]
    disclosed_to: UUID | None
    sent_on: date
    expires_on: date
    answered_on: date | None
    started_on: date | None
    ended_on: date | None
    accompanied_on: date | None
    reason: str | None
    asked: list[AskedProvider]


class ServiceReferrals(Answer):
    """The referrals of a case, the newest first."""

    case: UUID
    rows: list[ServiceReferral]
    position: int


class Link(Answer):
    """One fact of the chain, with the event that holds it."""

    event_id: UUID
    event: str
    text: str
    service: str
    recorded_at: datetime
    effective_on: date | None
    organisation: str | None
    details: dict[str, Any]


class Chain(Answer):
    """Consent, referral, what was disclosed, revocation: in the order in which it was recorded."""

    case: UUID
    referral: UUID
    links: list[Link]
    complete: bool
    position: int


class InboxRow(Answer):
    """A referral that somebody was asked to take; nothing that says who it is about."""

    case: UUID
    referral: UUID
    service: UUID
    organisation: str
    state: str
    discloses: list[str]
    sent_on: date
    expires_on: date
    answered_on: date | None
    started_on: date | None
    ended_on: date | None


class Inbox(At):
    """What the reader's organisation was asked, the newest first."""

    rows: list[InboxRow]


class Preview(InboxRow):
    """A referral as the provider may see it now: before it accepts, why and in which language; then who it is."""

    reason: str | None
    language: str | None
    family_name: str | None
    given_names: str | None
    birth_date: date | None
    phone: str | None
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/service-referrals",
    dependencies=[allow(*READERS)],
    summary="The client's referrals to services, and what each provider has answered",
)
async def service_referrals(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> ServiceReferrals:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> ServiceReferrals:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("service_referrals", municipality, case)
        await reading.reads([case], "referral")
        opened = await reading.opened((row["reason"] for row in rows), FreeText)
        found = [_referral(row, rows, opened) for row in rows if row["side"] == "referral"]
        return ServiceReferrals(case=case, rows=found, position=reading.position(case))

    return await reports.read(within, answer)


def _referral(
    row: asyncpg.Record, rows: Sequence[asyncpg.Record], opened: Mapping[bytes, FreeText | Unreadable]
) -> ServiceReferral:
    return ServiceReferral(
        referral=row["referral"],
        state=row["state"],
        discloses=_codes(row["discloses"]),
        disclosed_to=row["disclosed_to"],
        sent_on=row["sent_on"],
        expires_on=row["expires_on"],
        answered_on=row["answered_on"],
        started_on=row["started_on"],
        ended_on=row["ended_on"],
        accompanied_on=row["accompanied_on"],
        reason=_said(opened, row["reason"]),
        asked=[
            AskedProvider(
                service=one["service_id"],
                sector=one["sector"],
                organisation=one["organisation"],
                provider=one["provider"],
                consent=one["consent"],
                state=one["state"],
                answered_on=one["answered_on"],
            )
            for one in rows
            if one["side"] == "asked" and one["referral"] == row["referral"]
        ],
    )


def _codes(said: str | None) -> list[str]:
    return said.split(",") if said else []


def _said(opened: Mapping[bytes, FreeText | Unreadable], box: bytes | None) -> str | None:
    value = None if box is None else opened.get(box)
    return value.text if isinstance(value, FreeText) else None


@router.get(
    "/municipalities/{municipality}/cases/{case}/service-referrals/{referral}/chain",
    dependencies=[allow(*READERS, Role.AUDITOR)],
    summary="Consent, referral and revocation as one linked chain",
)
async def chain(
    municipality: Municipality, case: UUID, referral: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Chain:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Chain:
        rows = await reading.rows("service_referrals", municipality, case)
        asked = [row for row in rows if row["referral"] == referral]
        if not asked:
            raise not_found()
        await reading.reads([case], "referral", "events")
        position = reading.position(case)
        found = await reports.told(municipality, case, known_at=position)
        consents = {str(row["consent"]) for row in asked if row["consent"] is not None}
        told = sorted(
            (row for row in found.rows["timeline"].values() if row.seq is not None and row.municipality),
            key=lambda row: row.seq,
        )
        links = [_link(row, viewer) for row in told if _linked(row, str(referral), consents)]
        return Chain(case=case, referral=referral, links=links, complete=found.complete, position=position)

    return await reports.read(within, answer)


def _linked(row: Any, referral: str, consents: Collection[str]) -> bool:
    details = orjson.loads(row.details or "{}")
    return details.get("referral") == referral or (row.event in CONSENTS and details.get("consent") in consents)


def _link(row: Any, viewer: Viewer) -> Link:
    return Link(
        event_id=row.event_id,
        event=row.event,
        text=text(f"event.{row.service}.{row.event}", viewer.language),
        service=row.service,
        recorded_at=row.recorded_at,
        effective_on=row.effective_on,
        organisation=row.organisation,
        details=orjson.loads(row.details or "{}"),
    )


@router.get(
    "/municipalities/{municipality}/referral-inbox",
    dependencies=[allow(*ASKED)],
    summary="What the reader's organisation, or the municipality's own services, were asked to take",
)
async def inbox(municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None) -> Inbox:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Inbox:
        rows = await reading.rows("referral_inbox", municipality, _organisation(within), None)
        return Inbox(rows=[InboxRow(**_inbox(row)) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/referral-inbox/{referral}",
    dependencies=[allow(*ASKED)],
    summary="A referral as its receiver may see it now: a preview until it is accepted",
)
async def preview(
    municipality: Municipality, referral: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Preview:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Preview:
        row = await reading.row("referral_inbox", municipality, _organisation(within), referral)
        if row is None:
            raise not_found()
        told = _codes(row["discloses"])
        await reading.reads([row["key"]], "referral", *(["identity"] if row["person"] is not None else []))
        reasons = await reading.opened([row["reason"]], FreeText)
        persons = await reading.persons([row["person"]])
        person = persons.get(row["person"]) if row["person"] is not None else None
        known = person if isinstance(person, PersonDetails) else None
        named = known if "name" in told else None
        return Preview(
            **_inbox(row),
            reason=_said(reasons, row["reason"]),
            language=row["language"],
            family_name=named.family_name if named else None,
            given_names=named.given_names if named else None,
            birth_date=named.birth_date if named else None,
            phone=known.phone if known and "contact" in told else None,
            position=reading.position(row["key"]),
        )

    return await reports.read(within, answer)


def _organisation(viewer: Viewer) -> str | None:
    """A partner sees what its organisation was asked; everybody else what the municipality's services were."""
    return viewer.organisation if viewer.role is Role.PARTNER else None


def _inbox(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "case": row["key"],
        "referral": row["referral"],
        "service": row["service_id"],
        "organisation": row["organisation"],
        "state": row["state"],
        "discloses": _codes(row["discloses"]),
        "sent_on": row["sent_on"],
        "expires_on": row["expires_on"],
        "answered_on": row["answered_on"],
        "started_on": row["started_on"],
        "ended_on": row["ended_on"],
    }
