"""Barriers: a case's reports with the answers to them, a municipality's own, and the board of all levels in figures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import UNIT, WORKERS, After, Reader, waited
from services.reporting.figures import SUPPRESSED, Cell, Sum, counted, hidden
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality
from shared.events.model import FreeText

router: Final = APIRouter(tags=["barriers"])

LEVELS: Final = ("municipality", "region", "nation")
LANGUAGES: Final = ("fi", "sv", "en")


class BarrierAnswer(Answer):
    """What a level has decided, in the languages it said it in."""

    level: str
    decision: str
    answer: dict[str, str]
    answered_on: date


class CaseBarrier(Answer):
    """A report of the case, and every answer to it so far; `words` are absent where they were erased or none said."""

    report: UUID
    barrier: UUID
    theme: str
    solution: str
    reported_on: date
    words: str | None
    region_barrier: UUID | None
    nation_barrier: UUID | None
    answers: list[BarrierAnswer]


class CaseBarriers(Answer):
    """The case's reports, the newest first."""

    case: UUID
    rows: list[CaseBarrier]
    position: int


class Barrier(Answer):
    """A barrier at its level. `state`: open, raised, answered. `summary` is what the next level was told."""

    barrier: UUID
    level: str
    place: str
    theme: str
    state: str
    raised_to: UUID | None
    solution: str | None
    summary: dict[str, str]
    raised_on: date | None
    answer: BarrierAnswer | None


class OwnBarrier(Barrier):
    """A municipality's own barrier, with how often it was reported there."""

    reports: int


class OwnBarriers(At):
    """A municipality's barriers, by theme."""

    rows: list[OwnBarrier]


class BoardBarrier(Barrier):
    """With figures across municipalities: small ones hidden, and what would give them away."""

    reports: Cell
    by_municipality: dict[str, Cell]


class Board(At):
    """Every barrier that the reader may see, by theme and level."""

    rows: list[BoardBarrier]


@router.get(
    "/municipalities/{municipality}/cases/{case}/barriers",
    dependencies=[allow(*WORKERS, Role.EMPLOYMENT_AUTHORITY)],
    summary="What slows the client's integration, and what was answered",
)
async def case_barriers(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> CaseBarriers:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> CaseBarriers:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("case_barriers", municipality, case)
        await reading.reads([case], "barrier")
        opened = await reading.opened((row["words"] for row in rows), FreeText)
        found = []
        for row in rows:
            words = opened.get(row["words"]) if row["words"] is not None else None
            found.append(
                CaseBarrier(
                    report=row["report"],
                    barrier=row["barrier"],
                    theme=row["theme"],
                    solution=row["solution"],
                    reported_on=row["reported_on"],
                    words=words.text if isinstance(words, FreeText) else None,
                    region_barrier=row["region_barrier"],
                    nation_barrier=row["nation_barrier"],
                    answers=[_answered(row, level, f"{level}_") for level in LEVELS if row[f"{level}_decision"]],
                )
            )
        return CaseBarriers(case=case, rows=found, position=reading.position(case))

    return await reports.read(within, answer)


def _answered(row: asyncpg.Record, level: str, prefix: str) -> BarrierAnswer:
    said = {language: row[f"{prefix}{language}"] for language in LANGUAGES}
    return BarrierAnswer(
        level=level,
        decision=row[f"{prefix}decision"],
        answer={language: words for language, words in said.items() if words},
        answered_on=row[f"{prefix}answered_on"],
    )


@router.get(
    "/municipalities/{municipality}/barriers",
    dependencies=[allow(*WORKERS, Role.EMPLOYMENT_AUTHORITY)],
    summary="The municipality's own barriers, by theme",
)
async def own_barriers(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> OwnBarriers:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> OwnBarriers:
        rows = await reading.rows("barriers", municipality)
        found = [OwnBarrier(**_barrier(row), reports=row["reports"]) for row in rows]
        return OwnBarriers(rows=found, position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/barriers",
    dependencies=[allow(*UNIT, Role.NATIONAL_ANSWERER, scope=Scope.ANY)],
    summary="Barriers of municipalities, regions and the nation, with figures and answers",
)
async def board(viewer: CurrentViewer, reports: Reader, after: After = None) -> Board:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> Board:
        rows = await reading.rows("barriers", None)
        return Board(rows=_board(rows), position=reading.positions)

    return await reports.read(viewer, answer)


def _board(rows: Sequence[asyncpg.Record]) -> list[BoardBarrier]:
    """Each theme is one table: what municipalities have reported, and the sums of the levels above."""
    found = []
    for theme in dict.fromkeys(row["theme"] for row in rows):
        about = [row for row in rows if row["theme"] == theme]
        counts, away = _theme(about)
        for row in about:
            sources = dict.fromkeys(row["sources"])
            found.append(
                BoardBarrier(
                    **_barrier(row),
                    reports=_cell(row["key"], counts, away),
                    by_municipality={source: _cell(source, counts, away) for source in sources},
                )
            )
    return found


def _theme(rows: Sequence[asyncpg.Record]) -> tuple[Mapping[Hashable, int], frozenset[Hashable]]:
    counts: dict[Hashable, int] = {}
    sums: list[Sum[Hashable]] = []
    for row in rows:
        counts |= dict(zip(row["sources"], row["counts"], strict=True))
    for row in rows:
        counts[row["key"]] = sum(counts[source] for source in row["sources"])
        sums.append(Sum(row["key"], tuple(row["sources"])))
    return counts, hidden(counts, sums)


def _cell(key: Hashable, counts: Mapping[Hashable, int], away: frozenset[Hashable]) -> Cell:
    return SUPPRESSED if key in away else counted(counts[key])


def _barrier(row: asyncpg.Record) -> dict[str, object]:
    summary = {language: row[f"summary_{language}"] for language in LANGUAGES}
    said = {language: row[f"answer_{language}"] for language in LANGUAGES}
    return {
        "barrier": row["key"],
        "level": row["level"],
        "place": row["place"],
        "theme": row["theme"],
        "state": row["state"],
        "raised_to": row["raised_to"],
        "solution": row["solution"],
        "summary": {language: words for language, words in summary.items() if words},
        "raised_on": row["raised_on"],
        "answer": None
        if row["decision"] is None
        else BarrierAnswer(
            level=row["level"],
            decision=row["decision"],
            answer={language: words for language, words in said.items() if words},
            answered_on=row["answered_on"],
        ),
    }
