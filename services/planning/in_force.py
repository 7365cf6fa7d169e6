"""What the law asks of a plan in force: reviewed in time, extended on lawful grounds, ended; and which duties broke.

Pure, as `domain` is, which hands it the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias, assert_never

from services.planning.client import Client
from services.planning.days import later, not_ahead
from services.planning.standing import Agreed, Known, PlanDue, in_force
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.model import Event, Personal, RuleTrace
from shared.events.planning.plans import (
    DeadlineBreached,
    Extension,
    ExtensionGround,
    PlanEnded,
    PlanEnding,
    PlanEndReason,
    PlanExtended,
    PlanReviewed,
)
from shared.regions.rules import Rule
from shared.regions.traces import traced

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """The parties look at how it has gone, and will again in the time of `review`."""

    municipality: str
    reviewed_on: date
    findings: Words | None
    review: Rule
    today: date


@dataclass(frozen=True, slots=True)
class ExtendPlan:
    """So many months more: in all no longer than `total`, and beyond that on a lawful ground by `extension` at most."""

    municipality: str
    months: int
    ground: ExtensionGround | None
    total: Rule
    extension: Rule
    today: date


@dataclass(frozen=True, slots=True)
class EndPlan:
    """The plan is over before its last day."""

    municipality: str
    ended_on: date
    reason: PlanEndReason
    today: date


@dataclass(frozen=True, slots=True)
class LetPlanEnd:
    """The plan's last day has passed."""

    today: date


@dataclass(frozen=True, slots=True)
class RecordBreach:
    """The last day of a duty (plan, review) has passed; whether it was kept, the case says."""

    duty: str
    today: date


Asked: TypeAlias = ReviewPlan | ExtendPlan | EndPlan
"""By the client's municipality."""

FallenDue: TypeAlias = LetPlanEnd | RecordBreach
"""By the clock."""

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Asked | FallenDue, case: Known) -> Sequence[Event]:
    """The facts that a command makes of a plan in force, or of a duty; none where all is so already.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case ReviewPlan():
            return _review(command, in_force(case))
        case ExtendPlan():
            return _extend(command, in_force(case))
        case EndPlan():
            return _end(command, in_force(case))
        case LetPlanEnd():
            return _let_end(command, case)
        case RecordBreach():
            return _breach(command, case)
    assert_never(command)


# ... while it is in force


def _review(command: ReviewPlan, plan: Agreed) -> Sequence[Event]:
    not_ahead(command.reviewed_on, command.today, "reviewed_on")
    if command.reviewed_on < plan.agreed_on:
        raise Refused("plan.reviewed_before_agreed", "reviewed_on")
    review_by = min(command.review.due(command.reviewed_on), plan.ends_on)
    return [
        PlanReviewed(
            plan=plan.plan,
            reviewed_on=command.reviewed_on,
            review_by=review_by,
            rule=traced(command.review, review_by, reviewed_on=command.reviewed_on, ends_on=plan.ends_on),
            findings=sealed(command.findings, plan.client.person_id) if command.findings else None,
        )
    ]


def _extend(command: ExtendPlan, plan: Agreed) -> Sequence[Event]:
    """The total length is counted from the first plan. What goes beyond it needs a lawful ground, and has a limit."""
    if plan.ends_on < command.today:
        raise Refused("plan.already_ended")
    ends_on = later(plan.ends_on, command.months)
    first = plan.client.first_agreed_on or plan.agreed_on
    as_a_rule = command.total.due(first)
    at_most = command.extension.due(as_a_rule) if command.ground else as_a_rule
    if ends_on > at_most:
        raise Refused("plan.longer_than_the_law_allows", "months")
    rule = command.total if ends_on <= as_a_rule else command.extension
    ground = Personal(plan.client.person_id, Extension(ground=command.ground)) if command.ground else None
    return [
        PlanExtended(
            plan=plan.plan,
            months=command.months,
            ends_on=ends_on,
            rule=traced(rule, ends_on, first_agreed_on=first, ended_on=plan.ends_on, months=command.months),
            extension=ground,
        )
    ]


def _end(command: EndPlan, plan: Agreed) -> Sequence[Event]:
    not_ahead(command.ended_on, command.today, "ended_on")
    if command.ended_on < plan.agreed_on:
        raise Refused("plan.ended_before_agreed", "ended_on")
    return [_over(plan, command.ended_on, command.reason)]


def _let_end(command: LetPlanEnd, case: Known) -> Sequence[Event]:
    if isinstance(case, Agreed) and case.ends_on < command.today:
        return [_over(case, case.ends_on, PlanEndReason.TIME_RAN_OUT)]
    return []


def _over(plan: Agreed, ended_on: date, reason: PlanEndReason) -> PlanEnded:
    ending = Personal(plan.client.person_id, PlanEnding(reason=reason))
    return PlanEnded(plan=plan.plan, ended_on=ended_on, ending=ending)


def _breach(command: RecordBreach, case: Known) -> Sequence[Event]:
    """A duty is broken once: by a plan not begun, or a review not held, before the end of its last day."""
    if case.client.suspended:
        return []
    match case:
        case PlanDue(client, due_on, rule, False) if command.duty == "plan" and due_on < command.today:
            return [_breached(client, "plan", due_on, rule)]
        case Agreed(breached=False) if command.duty == "review" and case.review_by < command.today:
            return [_breached(case.client, "review", case.review_by, case.review_rule)]
        case _:
            return []


def _breached(client: Client, duty: str, due_on: date, rule: RuleTrace) -> DeadlineBreached:
    return DeadlineBreached(
        municipality=client.municipality,
        duty=duty,
        due_on=due_on,
        breached_on=due_on + timedelta(days=1),
        rule=rule,
    )
