"""Readiness: which municipality is ready for those who arrive for which reason, and where the gaps are."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NETWORK, UNIT, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Scope
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["readiness"])


class ReadinessItem(Answer):
    """One thing that must be in place; without an answer nobody has looked yet."""

    code: str
    what: dict[str, str]
    answer: Literal["done", "gap"] | None
    owner: str | None
    answered_on: date | None


class Checklist(Answer):
    """A municipality's checklist for a reason of arrival; `ready` when every item is in place."""

    checklist: UUID
    reason: str
    ready: bool
    done: int
    gaps: int
    unanswered: int
    items: list[ReadinessItem]


class Readiness(At):
    """A municipality's checklists."""

    rows: list[Checklist]


class ReadinessFigure(Answer):
    """How ready a municipality is for a reason of arrival."""

    municipality: str
    reason: str
    ready: bool
    done: int
    gaps: int
    unanswered: int


class ReadinessFigures(At):
    """Readiness by municipality and reason."""

    rows: list[ReadinessFigure]


@router.get(
    "/municipalities/{municipality}/readiness",
    dependencies=[allow(*NETWORK)],
    summary="A municipality's readiness, item by item",
)
async def readiness(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Readiness:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Readiness:
        rows = await reading.rows("readiness", municipality)
        return Readiness(rows=[_checklist(row) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _checklist(row: asyncpg.Record) -> Checklist:
    return Checklist(
        checklist=row["key"],
        reason=row["reason"],
        ready=_ready(row),
        done=row["done"],
        gaps=row["gaps"],
        unanswered=row["unanswered"],
        items=[_item(item) for item in orjson.loads(row["items"])],
    )


def _item(said: dict[str, Any]) -> ReadinessItem:
    return ReadinessItem(
        code=said["code"],
        what=said["what"],
        answer=said.get("answer"),
        owner=said.get("owner"),
        answered_on=said.get("answered_on"),
    )


def _ready(row: asyncpg.Record) -> bool:
    return not row["gaps"] and not row["unanswered"]


@router.get(
    "/readiness",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Readiness by municipality, in the viewer's municipalities",
)
async def readiness_by_municipality(viewer: CurrentViewer, reports: Reader, after: After = None) -> ReadinessFigures:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> ReadinessFigures:
        rows = await reading.rows("readiness_by_municipality")
        return ReadinessFigures(
            rows=[ReadinessFigure(ready=_ready(row), **dict(row)) for row in rows], position=reading.positions
        )

    return await reports.read(viewer, answer)
