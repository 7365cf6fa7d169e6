"""Concerns about working conditions: for the privacy officer, and for those entrusted with one."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import orjson
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import Reader
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.intake.concerns import ConcernConclusion, ConcernDetails
from shared.events.model import FreeText

router: Final = APIRouter(tags=["concerns"])


class Concern(Answer):
    """A concern; what it says is absent where it was erased."""

    concern: UUID
    raised_on: date
    waited_days: int
    kind: str | None
    case: UUID | None
    words: str | None
    entrusted: list[str]
    concluded_on: date | None
    outcome: str | None


class Concerns(At):
    """The concerns that the reader may know of, open ones first, the oldest at the top."""

    rows: list[Concern]


@router.get(
    "/municipalities/{municipality}/concerns",
    dependencies=[allow(Role.PRIVACY_OFFICER, Role.CASEWORKER, Role.ASSESSMENT_OFFICIAL, Role.EMPLOYMENT_AUTHORITY)],
    summary="Concerns that the reader may know of",
    description="A privacy officer sees all; to others there are none but those that they are entrusted with.",
)
async def concerns(municipality: Municipality, viewer: CurrentViewer, reports: Reader) -> Concerns:
    within = viewer.within(municipality)
    officer = Role.PRIVACY_OFFICER in viewer.roles
    today = reports.clock.today()

    async def answer(reading: Reading) -> Concerns:
        rows = await reading.rows("concerns", municipality, officer, viewer.actor)
        await reading.reads([row["key"] for row in rows], "concern")
        details = await reading.opened((row["details"] for row in rows), ConcernDetails)
        words = await reading.opened((row["words"] for row in rows), FreeText)
        conclusions = await reading.opened((row["conclusion"] for row in rows), ConcernConclusion)
        found = []
        for row in rows:
            about, said = details.get(row["details"]), words.get(row["words"])
            done = conclusions.get(row["conclusion"])
            known = about if isinstance(about, ConcernDetails) else None
            found.append(
                Concern(
                    concern=row["key"],
                    raised_on=row["raised_on"],
                    waited_days=((row["concluded_on"] or today) - row["raised_on"]).days,
                    kind=known.kind.value if known else None,
                    case=known.case if known else None,
                    words=said.text if isinstance(said, FreeText) else None,
                    entrusted=orjson.loads(row["entrusted"]),
                    concluded_on=row["concluded_on"],
                    outcome=done.outcome.value if isinstance(done, ConcernConclusion) else None,
                )
            )
        return Concerns(rows=found, position=reading.positions)

    return await reports.read(within, answer)
