"""Plans: what stands in each case's plan, part by part, and beside it what comes next. A row a part; words stay sealed.

Civic orientation has a row for each theme, a document one for each version, an application and a path one each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of, recorded_on
from shared.events import Event, Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning import PlanAgreed, PlanDrafted, PlanUpdated
from shared.events.planning.documents import PlanDocumentIssued
from shared.events.planning.onward import (
    ApplicationAnswered,
    ApplicationMade,
    NextStepMissing,
    NextStepTaken,
    PathBegun,
    PathEnded,
)
from shared.events.planning.orientation import OrientationGiven
from shared.events.planning.plans import (
    ChildHeard,
    GoalDropped,
    GoalReached,
    GoalSet,
    MeasureDone,
    MeasurePlanned,
    PartyAgreed,
    PlanEnded,
    PlanExtended,
    PlanKindChosen,
    PlanReviewed,
)
from shared.projection import Changes, Projection, changed, copied
from shared.projection.projection import Reads

PLAN: Final = "plan"


class PlanRow(NamedTuple):
    """`part`: plan, kind, child, goal, measure, agreement, review, extension, document, orientation, application, path,
    step, missing. `id` is the part's own, `of` the plan's (of a measure the goal's). `state` and `party` are codes.

    `since`, `until`, `by_day`, `agreed_on` and `done_on` are days, `number` months, minutes, or a version. `words` and
    `ground` are copied boxes: what somebody said, and what says something about the person.
    """

    municipality: str = UNKNOWN
    part: str = "case"
    id: UUID | None = None
    plan: UUID | None = None
    of: UUID | None = None
    state: str | None = None
    party: str | None = None
    since: date | None = None
    until: date | None = None
    by_day: date | None = None
    agreed_on: date | None = None
    done_on: date | None = None
    number: int | None = None
    words: bytes | None = None
    ground: bytes | None = None


PLANS: Final = Projection("plans", version=1, row=PlanRow, ddl="services.reporting")


def _now(rows: Mapping[str, PlanRow], sub: str, part: str, **changes: Any) -> Changes[PlanRow]:
    row = rows.get(sub) or PlanRow(municipality_of(rows), part)
    return {sub: changed(row, **changes)}


def _goal(event: Recorded[Any]) -> Reads:
    return (CASE, f"goal/{event.event.goal}")


def _measure(event: Recorded[Any]) -> Reads:
    return (CASE, f"measure/{event.event.measure}")


def _application(event: Recorded[Any]) -> Reads:
    return (CASE, f"application/{event.event.application}")


def _path(event: Recorded[Any]) -> Reads:
    return (CASE, f"path/{event.event.path}")


def _theme(event: Recorded[OrientationGiven]) -> Reads:
    return (CASE, f"orientation/{event.event.theme}")


def _at(rows: Mapping[str, PlanRow], municipality: str) -> Changes[PlanRow]:
    return {**all_moved(rows, municipality), CASE: PlanRow(municipality)}


@PLANS.on(ArrivalRegistered)
def arrived(rows: Mapping[str, PlanRow], event: Recorded[ArrivalRegistered]) -> Changes[PlanRow]:
    return _at(rows, event.event.municipality)


@PLANS.on(TransferAccepted)
def moved(rows: Mapping[str, PlanRow], event: Recorded[TransferAccepted]) -> Changes[PlanRow]:
    return _at(rows, event.event.receiver)


@PLANS.on(PlanDrafted, reads=(CASE,))
def drafted(rows: Mapping[str, PlanRow], event: Recorded[PlanDrafted]) -> Changes[PlanRow]:
    fact = event.event
    words = copied(event, "goals", fact.goals)
    row = PlanRow(municipality_of(rows), PLAN, fact.plan, state="drafted", party="individual")
    return {PLAN: changed(row, since=fact.drafted_on, number=fact.months, words=words)}


@PLANS.on(PlanUpdated, reads=(CASE, PLAN))
def updated(rows: Mapping[str, PlanRow], event: Recorded[PlanUpdated]) -> Changes[PlanRow]:
    fact = event.event
    return _now(rows, PLAN, PLAN, number=fact.months, words=copied(event, "goals", fact.goals))


@PLANS.on(PlanKindChosen, reads=(CASE, PLAN))
def chosen(rows: Mapping[str, PlanRow], event: Recorded[PlanKindChosen]) -> Changes[PlanRow]:
    fact = event.event
    guardian = copied(event, "guardian", fact.guardian)
    parties = ",".join(party.value for party in fact.parties)
    return {
        **_now(rows, PLAN, PLAN, party=fact.kind.value),
        "kind": PlanRow(municipality_of(rows), "kind", plan=fact.plan, party=parties, words=guardian),
    }


@PLANS.on(ChildHeard, reads=(CASE,))
def heard(rows: Mapping[str, PlanRow], event: Recorded[ChildHeard]) -> Changes[PlanRow]:
    fact = event.event
    view = copied(event, "view", fact.view)
    return {"child": PlanRow(municipality_of(rows), "child", plan=fact.plan, since=fact.heard_on, words=view)}


@PLANS.on(GoalSet, reads=(CASE,))
def goal_set(rows: Mapping[str, PlanRow], event: Recorded[GoalSet]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "goal", fact.goal, fact.plan, state="open", party=fact.responsible.value)
    words = copied(event, "text", fact.text)
    return {f"goal/{fact.goal}": changed(row, since=recorded_on(event), by_day=fact.target_on, words=words)}


@PLANS.on(GoalReached, reads=_goal)
def goal_reached(rows: Mapping[str, PlanRow], event: Recorded[GoalReached]) -> Changes[PlanRow]:
    return _now(rows, f"goal/{event.event.goal}", "goal", state="reached", done_on=event.event.reached_on)


@PLANS.on(GoalDropped, reads=_goal)
def goal_dropped(rows: Mapping[str, PlanRow], event: Recorded[GoalDropped]) -> Changes[PlanRow]:
    fact = event.event
    why = copied(event, "dropped", fact.dropped)
    return _now(rows, f"goal/{fact.goal}", "goal", state="dropped", done_on=fact.dropped_on, ground=why)


@PLANS.on(MeasurePlanned, reads=(CASE,))
def measure_planned(rows: Mapping[str, PlanRow], event: Recorded[MeasurePlanned]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "measure", fact.measure, fact.plan, fact.goal, "open", fact.responsible.value)
    words = copied(event, "text", fact.text)
    return {f"measure/{fact.measure}": changed(row, since=fact.starts_on, until=fact.ends_on, words=words)}


@PLANS.on(MeasureDone, reads=_measure)
def measure_done(rows: Mapping[str, PlanRow], event: Recorded[MeasureDone]) -> Changes[PlanRow]:
    return _now(rows, f"measure/{event.event.measure}", "measure", state="done", done_on=event.event.done_on)


@PLANS.on(PartyAgreed, reads=(CASE,))
def party_agreed(rows: Mapping[str, PlanRow], event: Recorded[PartyAgreed]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "agreement", plan=fact.plan, party=fact.party.value, agreed_on=fact.agreed_on)
    return {f"agreement/{fact.plan}/{fact.party.value}": row}


@PLANS.on(PlanAgreed, reads=(CASE, PLAN))
def agreed(rows: Mapping[str, PlanRow], event: Recorded[PlanAgreed]) -> Changes[PlanRow]:
    fact = event.event
    days = {"agreed_on": fact.agreed_on, "until": fact.ends_on, "by_day": fact.review_by}
    return _now(rows, PLAN, PLAN, state="agreed", **days)


@PLANS.on(PlanReviewed, reads=(CASE, PLAN))
def reviewed(rows: Mapping[str, PlanRow], event: Recorded[PlanReviewed]) -> Changes[PlanRow]:
    fact = event.event
    review = PlanRow(municipality_of(rows), "review", plan=fact.plan, since=fact.reviewed_on, by_day=fact.review_by)
    return {
        **_now(rows, PLAN, PLAN, by_day=fact.review_by),
        _numbered("review", event): changed(review, words=copied(event, "findings", fact.findings)),
    }


@PLANS.on(PlanExtended, reads=(CASE, PLAN))
def extended(rows: Mapping[str, PlanRow], event: Recorded[PlanExtended]) -> Changes[PlanRow]:
    fact = event.event
    plan = rows.get(PLAN) or PlanRow(municipality_of(rows), PLAN)
    row = PlanRow(municipality_of(rows), "extension", plan=fact.plan, state=fact.rule.rule, party=fact.rule.law)
    ground = copied(event, "extension", fact.extension)
    days = {"since": recorded_on(event), "until": fact.ends_on, "number": fact.months}
    return {
        PLAN: changed(plan, until=fact.ends_on, number=(plan.number or 0) + fact.months),
        _numbered("extension", event): changed(row, ground=ground, **days),
    }


@PLANS.on(PlanEnded, reads=(CASE, PLAN))
def over(rows: Mapping[str, PlanRow], event: Recorded[PlanEnded]) -> Changes[PlanRow]:
    fact = event.event
    return _now(rows, PLAN, PLAN, state="ended", done_on=fact.ended_on, ground=copied(event, "ending", fact.ending))


@PLANS.on(PlanDocumentIssued, reads=(CASE,))
def issued(rows: Mapping[str, PlanRow], event: Recorded[PlanDocumentIssued]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "document", event.head.id, fact.plan, since=recorded_on(event))
    words = copied(event, "document", fact.document)
    return {f"document/{fact.number}": changed(row, number=fact.number, words=words)}


@PLANS.on(OrientationGiven, reads=_theme)
def oriented(rows: Mapping[str, PlanRow], event: Recorded[OrientationGiven]) -> Changes[PlanRow]:
    fact = event.event
    sub = f"orientation/{fact.theme}"
    before = rows[sub].number if sub in rows else 0
    return _now(rows, sub, "orientation", state=fact.theme, number=(before or 0) + fact.minutes, done_on=fact.given_on)


@PLANS.on(ApplicationMade, reads=(CASE,))
def applied(rows: Mapping[str, PlanRow], event: Recorded[ApplicationMade]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "application", fact.application, state="open", since=fact.applied_on)
    boxes = {"words": copied(event, "target", fact.target), "ground": copied(event, "applied", fact.applied)}
    return {f"application/{fact.application}": changed(row, **boxes)}


@PLANS.on(ApplicationAnswered, reads=_application)
def application_answered(rows: Mapping[str, PlanRow], event: Recorded[ApplicationAnswered]) -> Changes[PlanRow]:
    fact = event.event
    sub = f"application/{fact.application}"
    answer = PlanRow(municipality_of(rows), "application_answer", fact.application, done_on=fact.answered_on)
    return {
        **_now(rows, sub, "application", state="answered", done_on=fact.answered_on),
        f"{sub}/answer": changed(answer, ground=copied(event, "answer", fact.answer)),
    }


@PLANS.on(PathBegun, reads=(CASE,))
def path_begun(rows: Mapping[str, PlanRow], event: Recorded[PathBegun]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "path", fact.path, state="open", since=fact.begun_on)
    return {f"path/{fact.path}": changed(row, ground=copied(event, "chosen", fact.chosen))}


@PLANS.on(PathEnded, reads=_path)
def path_ended(rows: Mapping[str, PlanRow], event: Recorded[PathEnded]) -> Changes[PlanRow]:
    fact = event.event
    sub = f"path/{fact.path}"
    end = PlanRow(municipality_of(rows), "path_end", fact.path, done_on=fact.ended_on)
    return {
        **_now(rows, sub, "path", state="ended", done_on=fact.ended_on),
        f"{sub}/end": changed(end, ground=copied(event, "end", fact.end)),
    }


@PLANS.on(NextStepTaken, reads=(CASE,))
def stepped(rows: Mapping[str, PlanRow], event: Recorded[NextStepTaken]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "step", since=fact.taken_on, ground=copied(event, "step", fact.step))
    return {_numbered("step", event): row}


@PLANS.on(NextStepMissing, reads=(CASE,))
def missing(rows: Mapping[str, PlanRow], event: Recorded[NextStepMissing]) -> Changes[PlanRow]:
    fact = event.event
    row = PlanRow(municipality_of(rows), "missing", fact.ending, since=fact.ended_on, by_day=fact.due_on)
    return {f"missing/{fact.ending}": row}


def _numbered(part: str, event: Recorded[Event]) -> str:
    return f"{part}/{event.head.streamversion}"
