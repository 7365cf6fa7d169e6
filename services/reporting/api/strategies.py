"""Strategy work, the actions that came of it and of meetings, and the integration programme version by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NETWORK, UNIT, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Scope
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["strategies"])

ActionState = Literal["open", "overdue", "done"]


class WorkshopOutcome(Answer):
    """What a workshop came to; `state` is that of the action it became."""

    outcome: UUID
    what: dict[str, str]
    action: UUID | None
    state: ActionState | None
    due_on: date | None


class Workshop(Answer):
    """A workshop, with those who took part by kind."""

    workshop: UUID
    stage: str
    held_on: date
    attendees: dict[str, int]
    outcomes: list[WorkshopOutcome]


class Strategy(Answer):
    """Strategy work, its workshops in the order in which they were held."""

    strategy: UUID
    title: dict[str, str]
    stage: str | None
    workshops: list[Workshop]


class Strategies(At):
    """A municipality's strategy work."""

    rows: list[Strategy]


class Action(Answer):
    """What an organisation undertook: `origin` is a workshop or a meeting, `agreed_in` the strategy or group."""

    action: UUID
    origin: str
    agreed_in: UUID
    what: dict[str, str]
    owner: str
    agreed_on: date
    due_on: date
    postponed: int
    done_on: date | None
    state: ActionState
    days_over: int


class Actions(At):
    """A municipality's actions, open ones first, by the day they are due."""

    rows: list[Action]
    open: int
    overdue: int
    done: int


class ActionFigure(Answer):
    """How a municipality's actions stand. They are actions of organisations, so no count is small."""

    municipality: str
    origin: str
    open: int
    overdue: int
    done: int


class ActionFigures(At):
    """Actions by municipality and origin."""

    rows: list[ActionFigure]


class Measured(Answer):
    """What an indicator was on a day."""

    amount: Decimal
    measured_on: date


class ProgrammeIndicator(Answer):
    """An indicator with its measurements, the oldest first."""

    code: str
    name: dict[str, str]
    unit: str
    baseline: Decimal | None
    target: Decimal
    measured: list[Measured]


class ProgrammeGoal(Answer):
    """A goal of a version."""

    code: str
    text: dict[str, str]
    indicators: list[ProgrammeIndicator]


class ProgrammeVersion(Answer):
    """A version of the programme."""

    number: int
    title: dict[str, str]
    adopted_on: date
    adopted_by: str
    valid_from: date
    valid_to: date
    goals: list[ProgrammeGoal]


class Programme(At):
    """A municipality's integration programme, the newest version first."""

    programme: UUID
    versions: list[ProgrammeVersion]


class TargetChange(Answer):
    """An indicator's target in the older and the newer version; absent where the version has no such indicator."""

    indicator: str
    unit: str
    before: Decimal | None
    after: Decimal | None


class GoalComparison(Answer):
    """A goal in two versions: added, removed, changed (its words or targets) or kept."""

    code: str
    change: Literal["added", "removed", "changed", "kept"]
    before: dict[str, str] | None
    after: dict[str, str] | None
    targets: list[TargetChange]


class ProgrammeComparison(At):
    """Two versions of the programme, goal by goal."""

    older: int
    newer: int
    goals: list[GoalComparison]


@router.get("/municipalities/{municipality}/strategies", dependencies=[allow(*NETWORK)], summary="Strategy work")
async def strategies(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Strategies:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Strategies:
        rows = await reading.rows("strategies", municipality)
        workshops = [orjson.loads(row["workshops"]) for row in rows]
        taken = [UUID(one["action"]) for held in workshops for of in held for one in of["outcomes"] if "action" in one]
        actions = {row["key"]: row for row in await reading.rows("actions_of_many", municipality, taken)}
        return Strategies(
            rows=[
                Strategy(
                    strategy=row["key"],
                    title=orjson.loads(row["title"]),
                    stage=row["stage"],
                    workshops=[_workshop(one, actions, today) for one in held],
                )
                for row, held in zip(rows, workshops, strict=True)
            ],
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _workshop(held: Mapping[str, Any], actions: Mapping[UUID, asyncpg.Record], today: date) -> Workshop:
    outcomes = []
    for one in held["outcomes"]:
        action = UUID(one["action"]) if "action" in one else None
        row = actions.get(action) if action is not None else None
        outcomes.append(
            WorkshopOutcome(
                outcome=one["outcome"],
                what=one["what"],
                action=action,
                state=None if row is None else _state(row, today),
                due_on=None if row is None else row["due_on"],
            )
        )
    return Workshop(
        workshop=held["workshop"],
        stage=held["stage"],
        held_on=held["held_on"],
        attendees={one["kind"]: one["people"] for one in held["attendees"]},
        outcomes=outcomes,
    )


def _state(row: asyncpg.Record, today: date) -> ActionState:
    if row["done_on"] is not None:
        return "done"
    return "overdue" if row["due_on"] < today else "open"


@router.get(
    "/municipalities/{municipality}/actions",
    dependencies=[allow(*NETWORK)],
    summary="What was undertaken, and what of it is overdue",
)
async def actions(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    state: ActionState | None = None,
    agreed_in: Annotated[UUID | None, Query(description="A strategy or a network")] = None,
    after: After = None,
) -> Actions:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Actions:
        rows = [_action(row, today) for row in await reading.rows("actions", municipality, state, today, agreed_in)]
        states = [row.state for row in rows]
        return Actions(
            rows=rows,
            open=states.count("open"),
            overdue=states.count("overdue"),
            done=states.count("done"),
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _action(row: asyncpg.Record, today: date) -> Action:
    state = _state(row, today)
    return Action(
        action=row["key"],
        origin=row["origin"],
        agreed_in=row["agreed_in"],
        what=orjson.loads(row["what"]),
        owner=row["owner"],
        agreed_on=row["agreed_on"],
        due_on=row["due_on"],
        postponed=row["postponed"],
        done_on=row["done_on"],
        state=state,
        days_over=(today - row["due_on"]).days if state == "overdue" else 0,
    )


@router.get(
    "/action-figures",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="How actions stand, by municipality",
)
async def action_figures(viewer: CurrentViewer, reports: Reader, after: After = None) -> ActionFigures:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> ActionFigures:
        rows = await reading.rows("action_counts", reports.clock.today())
        return ActionFigures(rows=[ActionFigure(**dict(row)) for row in rows], position=reading.positions)

    return await reports.read(viewer, answer)


@router.get(
    "/municipalities/{municipality}/programme",
    dependencies=[allow(*NETWORK)],
    summary="The integration programme and its versions",
)
async def programme(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Programme:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Programme:
        rows = await reading.rows("programme", municipality)
        if not rows:
            raise not_found()
        versions = [_version(row) for row in rows]
        return Programme(programme=rows[0]["key"], versions=versions, position=reading.positions)

    return await reports.read(within, answer)


def _version(row: asyncpg.Record) -> ProgrammeVersion:
    measured: dict[tuple[str, str], list[Measured]] = {}
    for one in orjson.loads(row["measured"]):
        found = Measured(amount=one["amount"], measured_on=one["measured_on"])
        measured.setdefault((one["goal"], one["indicator"]), []).append(found)
    return ProgrammeVersion(
        number=row["number"],
        title=orjson.loads(row["title"]),
        adopted_on=row["adopted_on"],
        adopted_by=row["adopted_by"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        goals=[
            ProgrammeGoal(
                code=goal["code"],
                text=goal["text"],
                indicators=[
                    ProgrammeIndicator(
                        code=one["code"],
                        name=one["name"],
                        unit=one["unit"],
                        baseline=one.get("baseline"),
                        target=one["target"],
                        measured=sorted(
                            measured.get((goal["code"], one["code"]), []), key=lambda found: found.measured_on
                        ),
                    )
                    for one in goal["indicators"]
                ],
            )
            for goal in orjson.loads(row["goals"])
        ],
    )


@router.get(
    "/municipalities/{municipality}/programme/comparison",
    dependencies=[allow(*NETWORK)],
    summary="Two versions of the integration programme, goal by goal",
)
async def comparison(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    older: Annotated[int | None, Query(ge=1, le=100_000, description="The last but one where left out")] = None,
    newer: Annotated[int | None, Query(ge=1, le=100_000, description="The newest where left out")] = None,
    after: After = None,
) -> ProgrammeComparison:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> ProgrammeComparison:
        versions = {row["number"]: _version(row) for row in await reading.rows("programme", municipality)}
        after_, before = newer or max(versions, default=0), older or max(versions, default=0) - 1
        if before not in versions or after_ not in versions:
            raise not_found()
        goals = compared(versions[before].goals, versions[after_].goals)
        return ProgrammeComparison(older=before, newer=after_, goals=goals, position=reading.positions)

    return await reports.read(within, answer)


def compared(older: Sequence[ProgrammeGoal], newer: Sequence[ProgrammeGoal]) -> list[GoalComparison]:
    """Goal by goal, by code: the newer version's in its order, then those that it has no more."""
    was, is_ = {goal.code: goal for goal in older}, {goal.code: goal for goal in newer}
    return [_goal_compared(code, was.get(code), is_.get(code)) for code in dict.fromkeys([*is_, *was])]


def _goal_compared(code: str, was: ProgrammeGoal | None, is_: ProgrammeGoal | None) -> GoalComparison:
    before = {one.code: one for one in was.indicators} if was else {}
    after = {one.code: one for one in is_.indicators} if is_ else {}
    targets = [
        TargetChange(
            indicator=indicator,
            unit=(after.get(indicator) or before[indicator]).unit,
            before=before[indicator].target if indicator in before else None,
            after=after[indicator].target if indicator in after else None,
        )
        for indicator in dict.fromkeys([*after, *before])
    ]
    change: Literal["added", "removed", "changed", "kept"]
    if was is None:
        change = "added"
    elif is_ is None:
        change = "removed"
    elif was.text != is_.text or any(one.before != one.after for one in targets):
        change = "changed"
    else:
        change = "kept"
    return GoalComparison(
        code=code,
        change=change,
        before=was.text if was else None,
        after=is_.text if is_ else None,
        targets=targets,
    )
