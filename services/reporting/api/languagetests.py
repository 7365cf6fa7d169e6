"""Language tests of a person: what is booked, what came of it on both scales, and how the skills have gone on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import Field

from services.reporting.answers import Answer
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.assessment.language import Levels, Scale
from shared.events.model import Unreadable
from shared.regions.levels import of_yki, rank, to_yki

router: Final = APIRouter(tags=["language tests"])


class SkillLevel(Answer):
    """A skill as it was tested: on the CEFR, and on the YKI scale of 1 to 6 (None below its first level)."""

    cefr: str
    yki: str | None


class LanguageTest(Answer):
    """A test from booking to result. Levels are absent where they were erased."""

    test: UUID
    state: str = Field(description="booked, invited, cancelled, missed or tested")
    language: str | None
    point: str | None
    booked_for: date | None
    begins: str | None
    minutes: int | None
    invited_on: date | None
    tested_on: date | None
    scale: str | None
    skills: dict[str, SkillLevel]
    points: dict[str, int]
    overall: str | None
    course: str | None


class Step(Answer):
    """A skill on a day; `steps` on the CEFR since the test before (sublevels, None at first)."""

    on: date
    cefr: str
    steps: int | None


class Progress(Answer):
    """How a skill in a language has gone on, the oldest test first."""

    language: str
    skill: str
    steps: list[Step]


class LanguageTests(Answer):
    """All tests of a case's person, the oldest first, and progress by language and skill."""

    rows: list[LanguageTest]
    progress: list[Progress]
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/language-tests",
    dependencies=[allow(*WORKERS, Role.EMPLOYMENT_AUTHORITY)],
    summary="Language tests and progress",
)
async def language_tests(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> LanguageTests:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> LanguageTests:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("languagetests", municipality, case)
        await reading.reads([case], "language_tests")
        opened = await reading.opened((row["levels"] for row in rows), Levels)
        tests = [_test(row, opened) for row in rows]
        return LanguageTests(rows=tests, progress=_progress(tests), position=reading.position(case))

    return await reports.read(within, answer)


def _test(row: asyncpg.Record, opened: Mapping[bytes, Levels | Unreadable]) -> LanguageTest:
    found = opened.get(row["levels"])
    levels = found if isinstance(found, Levels) else None
    return LanguageTest(
        test=row["test"],
        state=row["state"],
        language=row["language"],
        point=row["point"],
        booked_for=row["booked_for"],
        begins=row["begins"],
        minutes=row["minutes"],
        invited_on=row["invited_on"],
        tested_on=row["tested_on"],
        scale=levels.scale.value if levels else None,
        skills={skill: _level(levels.scale, said) for skill, said in levels.skills.items()} if levels else {},
        points=levels.points if levels else {},
        overall=row["overall"],
        course=row["course"],
    )


def _level(scale: Scale, said: str) -> SkillLevel:
    """A level on both scales."""
    return SkillLevel(cefr=of_yki(said), yki=said) if scale is Scale.YKI else SkillLevel(cefr=said, yki=to_yki(said))


def _progress(tests: Sequence[LanguageTest]) -> list[Progress]:
    found: dict[tuple[str, str], list[Step]] = {}
    for test in tests:
        for skill, level in test.skills.items():
            if test.tested_on is None or test.language is None:
                continue
            steps = found.setdefault((test.language, skill), [])
            gained = rank(level.cefr) - rank(steps[-1].cefr) if steps else None
            steps.append(Step(on=test.tested_on, cefr=level.cefr, steps=gained))
    return [Progress(language=language, skill=skill, steps=steps) for (language, skill), steps in sorted(found.items())]
