"""Protection of a case: whether it is in force, and who may see the case. To everybody else there is no such case."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter

from services.reporting.answers import Answer
from services.reporting.api.asking import WATCHERS, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["protection"])


class Protection(Answer):
    """`in_force`: no read model shows the case to anybody but `entitled` (opaque ids), since `set_on`."""

    case: UUID
    in_force: bool
    set_on: date | None
    entitled: list[str]
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/protection",
    dependencies=[allow(*WATCHERS)],
    summary="Whether a case is protected, and who may see it",
    description="`after` waits until every read model has what the command's answer named.",
)
async def protection(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Protection:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Protection:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("protection", municipality, case)
        await reading.reads([case], "protection")
        return Protection(
            case=case,
            in_force=bool(rows),
            set_on=rows[0]["set_on"] if rows else None,
            entitled=[row["official"] for row in rows if row["official"]],
            position=reading.position(case),
        )

    return await reports.read(within, answer)
