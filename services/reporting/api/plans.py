"""Plans: what a case's plan says and how far it has come, its documents at any version, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Path
from pydantic import BaseModel

from services.reporting.answers import Answer
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.model import FreeText, Unreadable
from shared.events.planning import Goals
from shared.events.planning.documents import DocumentText
from shared.events.planning.onward import Application, ApplicationAnswer, PathEnd, Step
from shared.events.planning.onward import Path as PathChosen
from shared.events.planning.plans import Dropped, Extension, PlanEnding
from shared.regions.orientation import HOURS, themes_on
from shared.regions.rules import rule_for

router: Final = APIRouter(tags=["plans"])

V = TypeVar("V", bound=BaseModel)
READERS: Final = (*WORKERS, Role.EMPLOYMENT_AUTHORITY)
MINUTES: Final = 60


class Goal(Answer):
    """A goal; `text` is absent where it was erased. `state`: open, reached, dropped (with the reason)."""

    goal: UUID
    text: str | None
    responsible: str
    target_on: date | None
    state: str
    closed_on: date | None
    reason: str | None


class Measure(Answer):
    """A measure, of a goal or of the plan as a whole. `state`: open, done."""

    measure: UUID
    goal: UUID | None
    text: str | None
    responsible: str
    starts_on: date | None
    ends_on: date | None
    state: str
    done_on: date | None


class Agreement(Answer):
    """Who agreed, when."""

    party: str
    agreed_on: date


class Review(Answer):
    """A review, and by when the next was due."""

    reviewed_on: date
    review_by: date | None
    findings: str | None


class ExtensionGiven(Answer):
    """By how many months the plan was extended, until when, by which rule, and on which lawful ground, if any."""

    months: int
    ends_on: date
    rule: str | None
    law: str | None
    ground: str | None


class ThemeHours(Answer):
    """Minutes of a theme of civic orientation."""

    theme: str
    name: str
    minutes: int


class Orientation(Answer):
    """Civic orientation against the decree: `minutes` of the `required`, by theme, also by those not begun."""

    minutes: int
    required: int
    law: str
    themes: list[ThemeHours]
    fulfilled: bool


class DocumentVersion(Answer):
    """A version of the plan's document."""

    number: int
    plan: UUID | None
    issued_on: date


class ApplicationSeen(Answer):
    """An application to education or work, and what became of it."""

    application: UUID
    to: str | None
    target: str | None
    applied_on: date
    outcome: str | None
    answered_on: date | None


class PathSeen(Answer):
    """A path into education or work that somebody walks along on, and where it led."""

    path: UUID
    kind: str | None
    begun_on: date
    outcome: str | None
    ended_on: date | None


class StepSeen(Answer):
    """A next step that was written down."""

    kind: str | None
    taken_on: date


class StepMissing(Answer):
    """Something that ended without a next step in time."""

    ending: UUID
    ended_on: date
    due_on: date


class PlanNow(Answer):
    """The plan. `state`: drafted, agreed, ended; `kind`: individual, family, minor.

    `goals` and `measures` are things of their own, beside what the draft says in `drafted_goals`, `drafted_measures`.
    """

    plan: UUID
    state: str
    kind: str
    months: int
    drafted_on: date
    agreed_on: date | None
    ends_on: date | None
    review_by: date | None
    ended_on: date | None
    end_reason: str | None
    drafted_goals: list[str]
    drafted_measures: list[str]
    goals: list[Goal]
    measures: list[Measure]
    parties: list[str]
    agreements: list[Agreement]
    guardian: str | None
    child_view: str | None
    reviews: list[Review]
    extensions: list[ExtensionGiven]


class PlanPage(Answer):
    """A case's plan (none while nobody has drafted one), and what stands beside it."""

    case: UUID
    plan: PlanNow | None
    documents: list[DocumentVersion]
    orientation: Orientation
    applications: list[ApplicationSeen]
    paths: list[PathSeen]
    steps: list[StepSeen]
    missing_steps: list[StepMissing]
    position: int


class PlanDocument(Answer):
    """A version's text in one language; `digest` is the SHA-256 of its UTF-8 bytes, in hexadecimal."""

    case: UUID
    plan: UUID | None
    number: int
    language: str
    issued_on: date
    text: str | None
    digest: str | None
    position: int


class _Opened:
    """The boxes of a page, opened by what they hold."""

    def __init__(self, rows: Sequence[asyncpg.Record], held: Mapping[bytes, BaseModel | Unreadable]) -> None:
        self.rows = rows
        self._held = held

    def of(self, part: str, plan: UUID | None = None) -> Iterable[asyncpg.Record]:
        return (row for row in self.rows if row["part"] == part and plan in (None, row["plan"]))

    def value(self, box: bytes | None, as_: type[V]) -> V | None:
        value = None if box is None else self._held.get(box)
        return value if isinstance(value, as_) else None

    def text(self, box: bytes | None) -> str | None:
        said = self.value(box, FreeText)
        return said.text if said else None

    def code(self, box: bytes | None, as_: type[V], name: str) -> str | None:
        value = self.value(box, as_)
        return None if value is None else str(getattr(value, name).value)


_WORDS: Final[Mapping[str, type[BaseModel]]] = {"plan": Goals}
_GROUNDS: Final[Mapping[str, type[BaseModel]]] = {
    "plan": PlanEnding,
    "goal": Dropped,
    "extension": Extension,
    "application": Application,
    "application_answer": ApplicationAnswer,
    "path": PathChosen,
    "path_end": PathEnd,
    "step": Step,
}


async def _opened(reading: Reading, rows: Sequence[asyncpg.Record]) -> _Opened:
    kinds: dict[type[BaseModel], set[bytes]] = {}
    for row in rows:
        if row["part"] == "document":
            continue
        if row["words"] is not None:
            kinds.setdefault(_WORDS.get(row["part"], FreeText), set()).add(row["words"])
        if row["ground"] is not None:
            kinds.setdefault(_GROUNDS[row["part"]], set()).add(row["ground"])
    held: dict[bytes, BaseModel | Unreadable] = {}
    for kind, boxes in kinds.items():
        held.update(await reading.opened(boxes, kind))
    return _Opened(rows, held)


@router.get(
    "/municipalities/{municipality}/cases/{case}/plan",
    dependencies=[allow(*READERS)],
    summary="The plan, its goals and measures, civic orientation, and what comes next",
)
async def plan_now(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> PlanPage:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> PlanPage:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        await reading.reads([case], "plan")
        page = await _opened(reading, await reading.rows("plan_parts", municipality, case))
        plan = next(iter(page.of("plan")), None)
        return PlanPage(
            case=case,
            plan=None if plan is None else _plan(plan, page),
            documents=[
                DocumentVersion(number=row["number"], plan=row["plan"], issued_on=row["since"])
                for row in page.of("document")
            ],
            orientation=_orientation(page, today, viewer.language),
            applications=_applications(page),
            paths=_paths(page),
            steps=[
                StepSeen(kind=page.code(row["ground"], Step, "kind"), taken_on=row["since"]) for row in page.of("step")
            ],
            missing_steps=[
                StepMissing(ending=row["id"], ended_on=row["since"], due_on=row["by_day"]) for row in page.of("missing")
            ],
            position=reading.position(case),
        )

    return await reports.read(within, answer)


def _plan(row: asyncpg.Record, page: _Opened) -> PlanNow:
    plan: UUID = row["id"]
    said = page.value(row["words"], Goals)
    kind = next(iter(page.of("kind", plan)), None)
    child = next(iter(page.of("child", plan)), None)
    return PlanNow(
        plan=plan,
        state=row["state"],
        kind=row["party"],
        months=row["number"],
        drafted_on=row["since"],
        agreed_on=row["agreed_on"],
        ends_on=row["until"],
        review_by=row["by_day"],
        ended_on=row["done_on"],
        end_reason=page.code(row["ground"], PlanEnding, "reason"),
        drafted_goals=list(said.goals) if said else [],
        drafted_measures=list(said.measures) if said else [],
        goals=[_goal(one, page) for one in page.of("goal", plan)],
        measures=[_measure(one, page) for one in page.of("measure", plan)],
        parties=kind["party"].split(",") if kind else ["client", "municipality"],
        agreements=[Agreement(party=one["party"], agreed_on=one["agreed_on"]) for one in page.of("agreement", plan)],
        guardian=page.text(kind["words"]) if kind else None,
        child_view=page.text(child["words"]) if child else None,
        reviews=[
            Review(reviewed_on=one["since"], review_by=one["by_day"], findings=page.text(one["words"]))
            for one in page.of("review", plan)
        ],
        extensions=[
            ExtensionGiven(
                months=one["number"],
                ends_on=one["until"],
                rule=one["state"],
                law=one["party"],
                ground=page.code(one["ground"], Extension, "ground"),
            )
            for one in page.of("extension", plan)
        ],
    )


def _goal(row: asyncpg.Record, page: _Opened) -> Goal:
    return Goal(
        goal=row["id"],
        text=page.text(row["words"]),
        responsible=row["party"],
        target_on=row["by_day"],
        state=row["state"],
        closed_on=row["done_on"],
        reason=page.code(row["ground"], Dropped, "reason"),
    )


def _measure(row: asyncpg.Record, page: _Opened) -> Measure:
    return Measure(
        measure=row["id"],
        goal=row["of"],
        text=page.text(row["words"]),
        responsible=row["party"],
        starts_on=row["since"],
        ends_on=row["until"],
        state=row["state"],
        done_on=row["done_on"],
    )


def _orientation(page: _Opened, today: date, language: Literal["fi", "sv", "en"]) -> Orientation:
    minutes = {row["state"]: row["number"] for row in page.of("orientation")}
    rule = rule_for(HOURS, today)
    themes = [
        ThemeHours(theme=code, name=theme.name.in_(language), minutes=minutes.get(code, 0))
        for code, theme in themes_on(today).items()
    ]
    total = sum(minutes.values())
    required = rule.amount * MINUTES
    return Orientation(
        minutes=total,
        required=required,
        law=rule.law,
        themes=themes,
        fulfilled=total >= required and all(theme.minutes for theme in themes),
    )


def _applications(page: _Opened) -> list[ApplicationSeen]:
    answers = {row["id"]: row for row in page.of("application_answer")}
    return [
        ApplicationSeen(
            application=row["id"],
            to=page.code(row["ground"], Application, "to"),
            target=page.text(row["words"]),
            applied_on=row["since"],
            outcome=_outcome(page, answers.get(row["id"]), ApplicationAnswer),
            answered_on=row["done_on"],
        )
        for row in page.of("application")
    ]


def _paths(page: _Opened) -> list[PathSeen]:
    ends = {row["id"]: row for row in page.of("path_end")}
    return [
        PathSeen(
            path=row["id"],
            kind=page.code(row["ground"], PathChosen, "kind"),
            begun_on=row["since"],
            outcome=_outcome(page, ends.get(row["id"]), PathEnd),
            ended_on=row["done_on"],
        )
        for row in page.of("path")
    ]


def _outcome(page: _Opened, row: Any, as_: type[BaseModel]) -> str | None:
    return None if row is None else page.code(row["ground"], as_, "outcome")


@router.get(
    "/municipalities/{municipality}/cases/{case}/plan/documents/{number}",
    dependencies=[allow(*READERS)],
    summary="The plan's document at a version, in Finnish or Swedish",
)
async def plan_document(
    municipality: Municipality,
    case: UUID,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    viewer: CurrentViewer,
    reports: Reader,
    language: Literal["fi", "sv"] = "fi",
    after: After = None,
) -> PlanDocument:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> PlanDocument:
        row = await reading.row("plan_document", municipality, case, number)
        if row is None:
            raise not_found()
        await reading.reads([case], "plan")
        said = (await reading.opened([row["words"]], DocumentText)).get(row["words"])
        known = said if isinstance(said, DocumentText) else None
        return PlanDocument(
            case=case,
            plan=row["plan"],
            number=number,
            language=language,
            issued_on=row["since"],
            text=getattr(known, language, None),
            digest=getattr(known, f"{language}_digest", None),
            position=reading.position(case),
        )

    return await reports.read(within, answer)
