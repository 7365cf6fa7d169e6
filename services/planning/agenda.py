"""What planning's facts put on its agenda, and what it does when that falls due."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from services.planning.in_force import LetPlanEnd, RecordBreach
from services.planning.onward.domain import CheckNextStep
from services.planning.referral.domain import ExpireReferrals
from shared.agenda import Agenda, Due
from shared.events import Recorded
from shared.events.planning import PlanAgreed, PlanRequired, ReferralCompleted
from shared.events.planning.onward import PlacementEndNoted
from shared.events.planning.plans import DutiesResumed, PlanExtended, PlanReviewed
from shared.events.planning.services import ServiceReferralCompleted, ServiceReferralSent
from shared.regions.rules import rule_book, rule_for

agenda: Final = Agenda("planning")

NEXT_STEP: Final = "next_step_within"  # the rule that says how soon somebody has a next step


@agenda.on(PlanRequired)
def plan_must_begin(event: Recorded[PlanRequired]) -> list[Due]:
    """The making of a plan begins by the day that the rule gave."""
    return [_of("plan_breach", event.head.key, event.event.due_on)]


@agenda.on(PlanAgreed)
def plan_must_be_reviewed(event: Recorded[PlanAgreed]) -> list[Due]:
    """An agreed plan is reviewed in time, and ends on its last day."""
    case = event.head.key
    return [_of("review_breach", case, event.event.review_by), _of("plan_end", case, event.event.ends_on)]


@agenda.on(PlanReviewed)
def plan_must_be_reviewed_again(event: Recorded[PlanReviewed]) -> list[Due]:
    """After a review, the next."""
    return [_of("review_breach", event.head.key, event.event.review_by)]


@agenda.on(PlanExtended)
def plan_ends_later(event: Recorded[PlanExtended]) -> list[Due]:
    """An extended plan ends on its new last day."""
    return [_of("plan_end", event.head.key, event.event.ends_on)]


@agenda.on(DutiesResumed)
def what_was_due_meanwhile(event: Recorded[DutiesResumed]) -> list[Due]:
    """What fell due while the case was closed is looked at again, the day after it goes on."""
    names = ("plan_breach", "review_breach", "plan_end", "next_step")
    return [_of(name, event.head.key, event.event.resumed_on) for name in names]


@agenda.on(ServiceReferralSent)
def referral_may_expire(event: Recorded[ServiceReferralSent]) -> list[Due]:
    """A provider answers by the referral's last day."""
    return [_of("referral_expiry", event.head.key, event.event.expires_on)]


@agenda.on(ReferralCompleted)
def next_step_after_a_group(event: Recorded[ReferralCompleted]) -> list[Due]:
    """After a course there is a next step."""
    return _next_step(event.head.key, event.event.completed_on)


@agenda.on(ServiceReferralCompleted)
def next_step_after_a_service(event: Recorded[ServiceReferralCompleted]) -> list[Due]:
    """After a service too."""
    return _next_step(event.head.key, event.event.completed_on)


@agenda.on(PlacementEndNoted)
def next_step_after_a_placement(event: Recorded[PlacementEndNoted]) -> list[Due]:
    """After a work placement too."""
    return _next_step(event.head.key, event.event.ended_on)


@agenda.falls("plan_breach")
def plan_breach(_: Due, today: date) -> RecordBreach:
    """The plan's making has not begun, perhaps."""
    return RecordBreach("plan", today)


@agenda.falls("review_breach")
def review_breach(_: Due, today: date) -> RecordBreach:
    """The review has not been held, perhaps."""
    return RecordBreach("review", today)


@agenda.falls("plan_end")
def plan_end(_: Due, today: date) -> LetPlanEnd:
    """The plan's last day has passed, unless it was extended."""
    return LetPlanEnd(today)


@agenda.falls("referral_expiry")
def referral_expiry(_: Due, today: date) -> ExpireReferrals:
    """Nobody has answered, perhaps."""
    return ExpireReferrals(today)


@agenda.falls("next_step")
def next_step(_: Due, today: date) -> CheckNextStep:
    """There is no next step, perhaps."""
    return CheckNextStep(rule_for(NEXT_STEP, today), today)


def _of(name: str, case: UUID, on: date) -> Due:
    return Due(name, f"planning/case/{case}", case, on)


def _next_step(case: UUID, ended_on: date) -> list[Due]:
    return [_of("next_step", case, _within(ended_on))]


def _within(ended_on: date) -> date:
    """The last day for a next step, by the rule's version of the day; by its first one for what ended before it."""
    first = rule_book().versions(NEXT_STEP)[0].since
    return rule_for(NEXT_STEP, max(ended_on, first)).due(ended_on)
