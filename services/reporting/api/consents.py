"""Consents of a case: what was consented to, and whether it holds today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter

from services.reporting.answers import Answer
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.intake.consent import ConsentTerms
from shared.events.model import Unreadable

router: Final = APIRouter(tags=["consent"])


class Consent(Answer):
    """A consent; purpose, receiver and form are absent where the person was erased."""

    consent: UUID
    purpose: str | None
    receiver_kind: str | None
    receiver: str | None
    form: str | None
    given_on: date
    valid_until: date
    withdrawn_on: date | None
    in_force: bool


class Consents(Answer):
    """The consents of a case, the newest first."""

    rows: list[Consent]
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/consents",
    dependencies=[allow(*WORKERS, Role.EMPLOYMENT_AUTHORITY)],
    summary="What the client has consented to",
)
async def consents(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Consents:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Consents:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("consents", municipality, case)
        await reading.reads([case], "consent")
        opened = await reading.opened((row["terms"] for row in rows), ConsentTerms)
        return Consents(rows=[_consent(row, opened, today) for row in rows], position=reading.position(case))

    return await reports.read(within, answer)


def _consent(row: asyncpg.Record, opened: Mapping[bytes, ConsentTerms | Unreadable], today: date) -> Consent:
    terms = opened.get(row["terms"])
    known = terms if isinstance(terms, ConsentTerms) else None
    withdrawn: date | None = row["withdrawn_on"]
    return Consent(
        consent=row["consent"],
        purpose=known.purpose.value if known else None,
        receiver_kind=known.receiver.kind.value if known else None,
        receiver=known.receiver.id if known else None,
        form=known.form.value if known else None,
        given_on=row["given_on"],
        valid_until=row["valid_until"],
        withdrawn_on=withdrawn,
        in_force=row["given_on"] <= today <= row["valid_until"] and (withdrawn is None or today < withdrawn),
    )
