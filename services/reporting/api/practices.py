"""Practices of every region and country, what came of them elsewhere, and the policies they led to; for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NETWORK, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role, Scope

router: Final = APIRouter(tags=["practices"])
READERS: Final = (*NETWORK, Role.WELLBEING_COUNTY, Role.NATIONAL_ANSWERER)


class PracticePlace(Answer):
    """Where it is done: a country (ISO 3166-1 alpha-2), a region in words, and who does it."""

    country: str
    region: str
    organisation: str


class Visit(Answer):
    """An exchange visit with its lessons."""

    visit: UUID
    municipality: str
    visited_on: date
    visitors: PracticePlace
    people: int
    lessons: list[dict[str, str]]


class Result(Answer):
    """A place's figure before and after, and the difference."""

    indicator: str
    unit: str
    before: Decimal
    after: Decimal
    change: Decimal
    measured_on: date


class PracticeUse(Answer):
    """A place where the practice is used, with its results; `adoption` is absent where the practice comes from."""

    adoption: UUID | None
    municipality: str
    place: PracticePlace
    since: date | None
    adaptation: dict[str, str] | None
    results: list[Result]


class UseCompared(Answer):
    """What an indicator did in one place."""

    adoption: UUID | None
    place: PracticePlace
    before: Decimal
    after: Decimal
    change: Decimal
    change_percent: float | None


class IndicatorCompared(Answer):
    """One indicator in every place that measured it, each by its newest result."""

    indicator: str
    unit: str
    places: list[UseCompared]


class Policy(Answer):
    """A proposal on its way: proposed, accepted, accepted_in_part or declined, and changed."""

    policy: UUID
    state: Literal["proposed", "accepted", "accepted_in_part", "declined", "changed"]
    proposed_by: str
    practices: list[UUID]
    instrument: dict[str, str]
    level: str
    addressed_to: str
    proposal: dict[str, str]
    proposed_on: date
    decision: str | None
    decided_by: str | None
    decided_on: date | None
    grounds: dict[str, str] | None
    change: dict[str, str] | None
    in_force_on: date | None
    reference: str | None


class Policies(At):
    """Proposals, the oldest first."""

    rows: list[Policy]


class Practice(Answer):
    """A practice as it is described now; `adopted` counts the places elsewhere."""

    practice: UUID
    documented_by: str
    edition: int
    theme: str
    place: PracticePlace
    description: dict[str, dict[str, str]]
    began_on: date | None
    adopted: int
    visited: int


class Practices(At):
    """The catalogue."""

    rows: list[Practice]


class PracticePage(At):
    """A practice with its visits, the places that use it, their results side by side, and what policy came of it."""

    practice: Practice
    visits: list[Visit]
    uses: list[PracticeUse]
    compared: list[IndicatorCompared]
    policies: list[Policy]


class Step(Answer):
    """A step of the way from practice to policy."""

    on: date
    step: Literal["began", "visited", "adopted", "measured", "proposed", "decided", "changed"]
    thing: UUID
    by: str
    said: dict[str, str] | None


class Trail(At):
    """The way from a practice to a decision and what it changed, in the order of days."""

    practice: UUID
    steps: list[Step]


@router.get(
    "/practices",
    dependencies=[allow(*READERS, scope=Scope.ANY)],
    summary="The catalogue of practices",
)
async def practices(
    viewer: CurrentViewer,
    reports: Reader,
    theme: Annotated[str | None, Query(pattern="^[a-z0-9-]{1,60}$")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    after: After = None,
) -> Practices:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> Practices:
        rows = await reading.rows("practices", theme, country)
        return Practices(rows=[_practice(row) for row in rows], position=reading.positions)

    return await reports.read(viewer, answer)


@router.get(
    "/practices/{practice}",
    dependencies=[allow(*READERS, scope=Scope.ANY)],
    summary="A practice, where it is used, and with what results",
)
async def practice_now(practice: UUID, viewer: CurrentViewer, reports: Reader, after: After = None) -> PracticePage:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> PracticePage:
        row = await reading.row("practice", practice)
        if row is None:
            raise not_found()
        uses = _uses(row)
        return PracticePage(
            practice=_practice(row),
            visits=[Visit(**one) for one in orjson.loads(row["visits"])],
            uses=uses,
            compared=compared(uses),
            policies=[_policy(one) for one in await reading.rows("policies", str(practice))],
            position=reading.positions,
        )

    return await reports.read(viewer, answer)


@router.get(
    "/practices/{practice}/trail",
    dependencies=[allow(*READERS, scope=Scope.ANY)],
    summary="The way from a practice to a policy decision",
)
async def trail(practice: UUID, viewer: CurrentViewer, reports: Reader, after: After = None) -> Trail:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> Trail:
        row = await reading.row("practice", practice)
        if row is None:
            raise not_found()
        policies = [_policy(one) for one in await reading.rows("policies", str(practice))]
        steps = [*_steps_of_practice(row), *(step for policy in policies for step in _steps_of_policy(policy))]
        # The days of one proposal may be the same; sorting keeps the order in which they were said.
        return Trail(practice=practice, steps=sorted(steps, key=lambda step: step.on), position=reading.positions)

    return await reports.read(viewer, answer)


@router.get(
    "/policies",
    dependencies=[allow(*READERS, scope=Scope.ANY)],
    summary="What was proposed to whom, decided and changed",
)
async def policies(
    viewer: CurrentViewer,
    reports: Reader,
    practice: Annotated[UUID | None, Query(description="Those on the ground of this practice")] = None,
    after: After = None,
) -> Policies:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> Policies:
        rows = await reading.rows("policies", None if practice is None else str(practice))
        return Policies(rows=[_policy(row) for row in rows], position=reading.positions)

    return await reports.read(viewer, answer)


def _practice(row: asyncpg.Record) -> Practice:
    return Practice(
        practice=row["key"],
        documented_by=row["documented_by"],
        edition=row["edition"],
        theme=row["theme"],
        place=_place(row),
        description=orjson.loads(row["description"]),
        began_on=row["began_on"],
        adopted=len(orjson.loads(row["adoptions"])),
        visited=len(orjson.loads(row["visits"])),
    )


def _place(row: asyncpg.Record) -> PracticePlace:
    return PracticePlace(country=row["country"], region=row["region"], organisation=row["organisation"])


def _uses(row: asyncpg.Record) -> list[PracticeUse]:
    results: dict[str | None, list[Result]] = {}
    for one in orjson.loads(row["results"]):
        before, after = Decimal(one["before"]), Decimal(one["after"])
        result = Result(
            indicator=one["indicator"],
            unit=one["unit"],
            before=before,
            after=after,
            change=after - before,
            measured_on=one["measured_on"],
        )
        results.setdefault(one.get("adoption"), []).append(result)
    origin = PracticeUse(
        adoption=None,
        municipality=row["documented_by"],
        place=_place(row),
        since=row["began_on"],
        adaptation=None,
        results=_by_day(results.get(None, [])),
    )
    return [
        origin,
        *(
            PracticeUse(
                adoption=one["adoption"],
                municipality=one["municipality"],
                place=one["place"],
                since=one["adopted_on"],
                adaptation=one["adaptation"],
                results=_by_day(results.get(one["adoption"], [])),
            )
            for one in orjson.loads(row["adoptions"])
        ),
    ]


def _by_day(results: Sequence[Result]) -> list[Result]:
    return sorted(results, key=lambda one: one.measured_on)


def compared(uses: Sequence[PracticeUse]) -> list[IndicatorCompared]:
    """Each indicator that was measured in the same unit, in every place, by the newest result of each."""
    places: dict[tuple[str, str], list[UseCompared]] = {}
    for use in uses:
        newest = {(one.indicator, one.unit): one for one in use.results}
        for named, result in newest.items():
            places.setdefault(named, []).append(
                UseCompared(
                    adoption=use.adoption,
                    place=use.place,
                    before=result.before,
                    after=result.after,
                    change=result.change,
                    change_percent=round(float(result.change / abs(result.before) * 100), 1) if result.before else None,
                )
            )
    return [
        IndicatorCompared(indicator=indicator, unit=unit, places=found)
        for (indicator, unit), found in sorted(places.items())
    ]


def _policy(row: asyncpg.Record) -> Policy:
    return Policy(
        policy=row["key"],
        state="changed" if row["change"] is not None else row["decision"] or "proposed",
        proposed_by=row["proposed_by"],
        practices=orjson.loads(row["practices"]),
        instrument=orjson.loads(row["instrument"]),
        level=row["level"],
        addressed_to=row["addressed_to"],
        proposal=orjson.loads(row["proposal"]),
        proposed_on=row["proposed_on"],
        decision=row["decision"],
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        grounds=None if row["grounds"] is None else orjson.loads(row["grounds"]),
        change=None if row["change"] is None else orjson.loads(row["change"]),
        in_force_on=row["in_force_on"],
        reference=row["reference"],
    )


def _steps_of_practice(row: asyncpg.Record) -> list[Step]:
    practice: UUID = row["key"]
    steps = []
    if row["began_on"] is not None:
        name: dict[str, str] = orjson.loads(row["description"])["name"]
        steps.append(Step(on=row["began_on"], step="began", thing=practice, by=row["organisation"], said=name))
    told: list[tuple[Literal["visited", "adopted"], str, str, str, str]] = [
        ("visited", "visits", "visit", "visited_on", "visitors"),
        ("adopted", "adoptions", "adoption", "adopted_on", "place"),
    ]
    for step, part, thing, day, place in told:
        for one in orjson.loads(row[part]):
            said: Any = one["adaptation"] if step == "adopted" else next(iter(one["lessons"]), None)
            steps.append(Step(on=one[day], step=step, thing=one[thing], by=one[place]["organisation"], said=said))
    for one in orjson.loads(row["results"]):
        by = f"{one['indicator']}: {one['before']} → {one['after']} {one['unit']}"
        steps.append(Step(on=one["measured_on"], step="measured", thing=one["result"], by=by, said=None))
    return steps


def _steps_of_policy(policy: Policy) -> list[Step]:
    thing = policy.policy
    steps = [Step(on=policy.proposed_on, step="proposed", thing=thing, by=policy.addressed_to, said=policy.proposal)]
    if policy.decided_on is not None and policy.decided_by is not None:
        steps.append(Step(on=policy.decided_on, step="decided", thing=thing, by=policy.decided_by, said=policy.grounds))
    if policy.in_force_on is not None and policy.reference is not None:
        steps.append(Step(on=policy.in_force_on, step="changed", thing=thing, by=policy.reference, said=policy.change))
    return steps
