"""Deadlines: each duty of a case with its day, what met or ended it, and the rule it rests on. One row a duty.

"Late" is not here: it is computed when it is asked for, from a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of, recorded_on
from shared.events import Recorded, RuleTrace
from shared.events.assessment import AssessmentRequired, AssessmentStarted, AssessmentWaived, DeadlineBreached
from shared.events.breaches import Breach
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning import PlanAgreed, PlanDrafted, PlanRequired, PlanUpdated, ReferredToService
from shared.events.planning.onward import (
    ApplicationMade,
    NextStepMissing,
    NextStepTaken,
    PathBegun,
    PlacementStartNoted,
)
from shared.events.planning.plans import DeadlineBreached as PlanningBreached
from shared.events.planning.plans import PlanEnded, PlanReviewed
from shared.events.planning.services import ServiceReferralSent
from shared.projection import Changes, Projection, changed


class DeadlineRow(NamedTuple):
    """A duty; its kind (assessment, plan, review, next_step) is the sub-key. `inputs` is JSON: what its rule saw."""

    municipality: str = UNKNOWN
    due_on: date | None = None
    met_on: date | None = None
    waived_on: date | None = None
    breached_on: date | None = None
    rule: str | None = None
    law: str | None = None
    section: str | None = None
    rule_version: date | None = None
    inputs: str | None = None
    outcome: str | None = None


DEADLINES: Final = Projection("deadlines", version=3, row=DeadlineRow, ddl="services.reporting")


def _of(rows: Mapping[str, DeadlineRow], duty: str, **changes: Any) -> Changes[DeadlineRow]:
    row = rows.get(duty) or DeadlineRow(municipality_of(rows))
    return {duty: changed(row, **changes)}


def _due(rows: Mapping[str, DeadlineRow], duty: str, due_on: date, trace: RuleTrace) -> Changes[DeadlineRow]:
    return _of(
        rows,
        duty,
        due_on=due_on,
        met_on=None,
        waived_on=None,
        breached_on=None,
        rule=trace.rule,
        law=trace.law,
        section=trace.section,
        rule_version=trace.version,
        inputs=orjson.dumps(trace.inputs, option=orjson.OPT_SORT_KEYS).decode(),
        outcome=trace.outcome,
    )


def _at(rows: Mapping[str, DeadlineRow], municipality: str) -> Changes[DeadlineRow]:
    return {**all_moved(rows, municipality), CASE: DeadlineRow(municipality)}


@DEADLINES.on(ArrivalRegistered)
def arrived(rows: Mapping[str, DeadlineRow], event: Recorded[ArrivalRegistered]) -> Changes[DeadlineRow]:
    return _at(rows, event.event.municipality)


@DEADLINES.on(TransferAccepted)
def moved(rows: Mapping[str, DeadlineRow], event: Recorded[TransferAccepted]) -> Changes[DeadlineRow]:
    return _at(rows, event.event.receiver)


@DEADLINES.on(AssessmentRequired, reads=(CASE, "assessment"))
def assessment_due(rows: Mapping[str, DeadlineRow], event: Recorded[AssessmentRequired]) -> Changes[DeadlineRow]:
    return _due(rows, "assessment", event.event.due_on, event.event.rule)


@DEADLINES.on(AssessmentStarted, reads=(CASE, "assessment"))
def assessment_begun(rows: Mapping[str, DeadlineRow], event: Recorded[AssessmentStarted]) -> Changes[DeadlineRow]:
    return _of(rows, "assessment", met_on=event.event.started_on)


@DEADLINES.on(AssessmentWaived, reads=(CASE, "assessment"))
def assessment_waived(rows: Mapping[str, DeadlineRow], event: Recorded[AssessmentWaived]) -> Changes[DeadlineRow]:
    return _of(rows, "assessment", waived_on=event.event.waived_on)


@DEADLINES.on(DeadlineBreached, PlanningBreached, reads=lambda event: (CASE, event.event.duty))
def breached(rows: Mapping[str, DeadlineRow], event: Recorded[Breach]) -> Changes[DeadlineRow]:
    """A breach is of one last day: where the duty has another one by now, it says nothing of that."""
    fact = event.event
    row = rows.get(fact.duty)
    return _of(rows, fact.duty, breached_on=fact.breached_on) if row and row.due_on == fact.due_on else {}


@DEADLINES.on(PlanRequired, reads=(CASE, "plan"))
def plan_due(rows: Mapping[str, DeadlineRow], event: Recorded[PlanRequired]) -> Changes[DeadlineRow]:
    return _due(rows, "plan", event.event.due_on, event.event.rule)


@DEADLINES.on(PlanDrafted, reads=(CASE, "plan"))
def plan_begun(rows: Mapping[str, DeadlineRow], event: Recorded[PlanDrafted]) -> Changes[DeadlineRow]:
    return _of(rows, "plan", met_on=event.event.drafted_on)


@DEADLINES.on(PlanAgreed, reads=(CASE, "review"))
def review_due(rows: Mapping[str, DeadlineRow], event: Recorded[PlanAgreed]) -> Changes[DeadlineRow]:
    return _due(rows, "review", event.event.review_by, event.event.review_rule)


@DEADLINES.on(PlanUpdated, reads=(CASE, "review"))
def reviewed(rows: Mapping[str, DeadlineRow], event: Recorded[PlanUpdated]) -> Changes[DeadlineRow]:
    """An agreed plan that is updated has been reviewed; a draft that is, has not."""
    return _of(rows, "review", met_on=recorded_on(event)) if "review" in rows else {}


@DEADLINES.on(PlanReviewed, reads=(CASE, "review"))
def reviewed_and_due_again(rows: Mapping[str, DeadlineRow], event: Recorded[PlanReviewed]) -> Changes[DeadlineRow]:
    """A review makes the next one due; that one before was broken, a breach says."""
    return _due(rows, "review", event.event.review_by, event.event.rule)


@DEADLINES.on(PlanEnded, reads=(CASE, "review"))
def no_more_reviews(rows: Mapping[str, DeadlineRow], event: Recorded[PlanEnded]) -> Changes[DeadlineRow]:
    """What is over is reviewed no more."""
    return _of(rows, "review", waived_on=event.event.ended_on) if "review" in rows else {}


@DEADLINES.on(NextStepMissing, reads=(CASE, "next_step"))
def next_step_missing(rows: Mapping[str, DeadlineRow], event: Recorded[NextStepMissing]) -> Changes[DeadlineRow]:
    return _due(rows, "next_step", event.event.due_on, event.event.rule)


@DEADLINES.on(
    ReferredToService,
    ServiceReferralSent,
    ApplicationMade,
    PathBegun,
    PlacementStartNoted,
    NextStepTaken,
    reads=(CASE, "next_step"),
)
def next_step_taken(rows: Mapping[str, DeadlineRow], event: Recorded[Any]) -> Changes[DeadlineRow]:
    """Whatever comes next: the task is done."""
    task = rows.get("next_step")
    return {} if task is None or task.met_on is not None else _of(rows, "next_step", met_on=recorded_on(event))
