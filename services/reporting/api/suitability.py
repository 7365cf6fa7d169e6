"""How areas suit people: of one case, and for the unit in figures by area."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NOBODY, UNIT, WORKERS, After, Reader, Regions, waited
from services.reporting.figures import TOTAL, Cell, suppressed
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Scope
from shared.edge.body import Municipality
from shared.events.assessment.suitability import Evaluation, Participants
from shared.events.model import FreeText

router: Final = APIRouter(tags=["suitability"])


class Visit(Answer):
    """A visit to get to know an area."""

    area: str
    on: date
    adults: int | None
    children: int | None
    impressions: str | None


class Weighed(Answer):
    """An area as it was weighed with the client; `visits` are those that it rests on."""

    area: str
    on: date
    visits: int
    interest: int | None
    matters: dict[str, int]
    suits: str | None
    reasons: str | None


class Suitability(Answer):
    """The visits and the newest evaluation of each area."""

    case: UUID
    visits: list[Visit]
    evaluations: list[Weighed]
    position: int


class AreaFigures(Answer):
    """How many people an area was weighed with, and what it came to."""

    area: str
    people: Cell
    suits: dict[str, Cell] = Field(description="well, support, notnow")


class Areas(At):
    """Figures by area; those from 1 to `limit` - 1, and what would give them away, are hidden."""

    rows: list[AreaFigures]
    limit: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/suitability",
    dependencies=[allow(*WORKERS)],
    summary="Visits and evaluations of areas",
)
async def suitability(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Suitability:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Suitability:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("suitability", municipality, case)
        await reading.reads([case], "suitability")
        visits = [row for row in rows if row["kind"] == "visit"]
        weighed = [row for row in rows if row["kind"] == "evaluation"]
        came = await reading.opened((row["sealed"] for row in visits), Participants)
        held = await reading.opened((row["sealed"] for row in weighed), Evaluation)
        opened = await reading.opened((row["words"] for row in rows), FreeText)
        words = {box: said.text for box, said in opened.items() if isinstance(said, FreeText)}
        along = {box: said for box, said in came.items() if isinstance(said, Participants)}
        found = {box: said for box, said in held.items() if isinstance(said, Evaluation)}
        return Suitability(
            case=case,
            visits=[
                Visit(
                    area=row["area"],
                    on=row["on_day"],
                    adults=along[row["sealed"]].adults if row["sealed"] in along else None,
                    children=along[row["sealed"]].children if row["sealed"] in along else None,
                    impressions=words.get(row["words"]),
                )
                for row in visits
            ],
            evaluations=[
                Weighed(
                    area=row["area"],
                    on=row["on_day"],
                    visits=row["visits"],
                    interest=row["interest"],
                    matters=found[row["sealed"]].matters if row["sealed"] in found else {},
                    suits=row["suits"],
                    reasons=words.get(row["words"]),
                )
                for row in weighed
            ],
            position=reading.position(case),
        )

    return await reports.read(within, answer)


@router.get(
    "/suitability",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="How areas suit people, in figures",
)
async def areas(viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None) -> Areas:
    """The table is made over the whole deployment, so that no two readers' tables can be subtracted."""
    await waited(reports, viewer, after)
    limit = max((each.small_cell_limit for each in regions), default=0)
    everywhere = replace(viewer, municipalities=frozenset(one.code for one in regions.municipalities()), actor=NOBODY)

    async def answer(reading: Reading) -> tuple[dict[tuple[str, ...], int], list[int]]:
        rows = await reading.rows("suitability_areas")
        return {(row["area"], row["suits"]): row["people"] for row in rows}, reading.positions

    counts, positions = await reports.read(everywhere, answer)
    cells = await asyncio.to_thread(suppressed, counts, limit)
    outcomes = sorted({place[1] for place in cells if place[1] != TOTAL})
    mine = sorted({place[0] for place in cells} & viewer.municipalities)
    return Areas(
        rows=[
            AreaFigures(
                area=area, people=cells[area, TOTAL], suits={outcome: cells[area, outcome] for outcome in outcomes}
            )
            for area in mine
        ],
        limit=limit,
        position=positions,
    )
