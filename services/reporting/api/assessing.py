"""Assessing: a case's assessment with its form, broken deadlines, and which models municipalities assess by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter
from pydantic import Field

from services.reporting.answers import Answer, At
from services.reporting.api.asking import UNIT, WATCHERS, WORKERS, After, Page, Reader, Size, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality
from shared.events.assessment import Answer as Given
from shared.events.assessment import Answers, Interpreting, Result, Terms
from shared.events.model import FreeText, Unreadable

router: Final = APIRouter(tags=["assessing"])

T = TypeVar("T")


class Round(Answer):
    """One assessment of a case; a second round is one that the client has asked for."""

    round: int
    outcome: str = Field(description="required, started, completed or waived")
    counted_from: date | None
    due_on: date | None
    breached_on: date | None
    model: str | None
    model_version: int | None
    language: str | None
    started_on: date | None
    completed_on: date | None
    waived_on: date | None
    plan_needed: bool | None
    answer_set: int = Field(description="What the next writer of answers must have seen")


class Interpreter(Answer):
    """An interpreter that was booked."""

    language: str
    mode: str
    gender_wish: str | None


class CaseAssessment(Answer):
    """A case's rounds, and the last one's form: answers by question, words by question, what it came to."""

    case: UUID
    rounds: list[Round]
    answers: dict[str, Given]
    words: dict[str, str]
    spoken: str | None
    deviation: str | None
    interpreters: list[Interpreter]
    points: dict[str, int] | None
    total: int | None
    band: str | None
    services: list[str]
    position: int


class BrokenDeadline(Answer):
    """A deadline that was broken, under which rule of which law in which version; `broken_in` was responsible then."""

    case: UUID
    duty: str
    broken_in: str
    due_on: date
    breached_on: date
    rule: str
    law: str
    section: str | None
    rule_version: date | None
    inputs: dict[str, str]


class BrokenDeadlines(At):
    """A page of a municipality's broken deadlines, the newest first."""

    rows: list[BrokenDeadline]
    total: int
    page: int
    size: int


class ModelInUse(Answer):
    """A model's version in a municipality: a draft with what it lacks, published, or the default for a language."""

    municipality: str
    kind: str
    model: str
    version: int
    language: str | None
    name: dict[str, str]
    missing: dict[str, list[str]]
    deviates: bool | None
    reason: dict[str, str]
    on: date | None


class ModelsInUse(At):
    """Every municipality's own models and defaults; whoever is not here assesses by the region's common model."""

    rows: list[ModelInUse]


@router.get(
    "/municipalities/{municipality}/cases/{case}/assessment",
    dependencies=[allow(*WORKERS)],
    summary="A case's assessment, with its form",
)
async def case_assessment(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> CaseAssessment:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> CaseAssessment:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rounds = await reading.rows("assessments", municipality, case)
        pieces = await reading.rows("forms", municipality, case)
        await reading.reads([case], "assessment")
        last = max((row["round"] for row in rounds), default=0)
        form = await _form(reading, [row for row in pieces if row["round"] == last])
        return CaseAssessment(
            case=case, rounds=[Round(**dict(row)) for row in rounds], position=reading.position(case), **form
        )

    return await reports.read(within, answer)


async def _form(reading: Reading, pieces: Sequence[asyncpg.Record]) -> dict[str, Any]:
    """What the form's boxes hold; what was erased is absent."""
    answers = await _opened(reading, pieces, "answers", Answers)
    words = await _opened(reading, pieces, "words", FreeText)
    terms = next(iter((await _opened(reading, pieces, "terms", Terms)).values()), None)
    result = next(iter((await _opened(reading, pieces, "result", Result)).values()), None)
    booked = await _opened(reading, pieces, "interpreter", Interpreting)
    values, texts = _together(list(answers.values()))
    by_id = {str(row["text_id"]): words[row["sealed"]].text for row in pieces if row["sealed"] in words}
    return {
        "answers": values,
        "words": {question: by_id[text_id] for question, text_id in texts.items() if text_id in by_id},
        "spoken": terms.spoken if terms else None,
        "deviation": terms.deviation.value if terms and terms.deviation else None,
        "interpreters": [
            Interpreter(language=one.language, mode=one.mode.value, gender_wish=one.gender_wish)
            for one in booked.values()
        ],
        "points": result.points if result else None,
        "total": result.total if result else None,
        "band": result.band if result else None,
        "services": list(result.services) if result else [],
    }


async def _opened(reading: Reading, pieces: Sequence[asyncpg.Record], kind: str, as_: type[T]) -> Mapping[bytes, T]:
    """The boxes of one kind that can be read, in their order."""
    sealed = [row["sealed"] for row in pieces if row["kind"] == kind]
    opened = await reading.opened(sealed, as_)
    return {box: value for box in sealed if not isinstance(value := opened[box], Unreadable)}


def _together(pieces: Sequence[Answers]) -> tuple[dict[str, Given], dict[str, str]]:
    """All pieces as they stand: a later answer replaces an earlier one, and what was taken back is gone."""
    values: dict[str, Given] = {}
    texts: dict[str, str] = {}
    for piece in pieces:
        for question in piece.taken_back:
            values.pop(question, None)
            texts.pop(question, None)
        values.update(piece.values)
        texts.update(piece.texts)
    return values, texts


@router.get(
    "/municipalities/{municipality}/breaches",
    dependencies=[allow(*WATCHERS)],
    summary="Broken deadlines, with rule and version",
)
async def breaches(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    page: Page = 1,
    size: Size = 100,
    after: After = None,
) -> BrokenDeadlines:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> BrokenDeadlines:
        rows = await reading.rows("breaches", municipality, size, (page - 1) * size)
        return BrokenDeadlines(
            rows=[_breach(row) for row in rows],
            total=rows[0]["total"] if rows else 0,
            page=page,
            size=size,
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _breach(row: asyncpg.Record) -> BrokenDeadline:
    return BrokenDeadline(
        case=row["key"],
        duty=row["duty"],
        broken_in=row["broken_in"],
        due_on=row["due_on"],
        breached_on=row["breached_on"],
        rule=row["rule"],
        law=row["law"],
        section=row["section"],
        rule_version=row["rule_version"],
        inputs=orjson.loads(row["inputs"] or "{}"),
    )


@router.get(
    "/assessment-models",
    dependencies=[allow(*UNIT, Role.ASSESSMENT_OFFICIAL, Role.CASEWORKER, scope=Scope.ANY)],
    summary="Which models municipalities assess by, and what drafts lack",
)
async def models_in_use(viewer: CurrentViewer, reports: Reader, after: After = None) -> ModelsInUse:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> ModelsInUse:
        rows = await reading.rows("models")
        return ModelsInUse(rows=[_model(row) for row in rows], position=reading.positions)

    return await reports.read(viewer, answer)


def _model(row: asyncpg.Record) -> ModelInUse:
    return ModelInUse(
        municipality=row["municipality"],
        kind=row["kind"],
        model=row["model"],
        version=row["version"],
        language=row["language"],
        name=orjson.loads(row["name"] or "{}"),
        missing=orjson.loads(row["missing"]),
        deviates=row["deviates"],
        reason=orjson.loads(row["reason"] or "{}"),
        on=row["on_day"],
    )
