"""Plans over HTTP: drafted, their goals and measures, agreed on by each party, reviewed, extended, ended; and referrals
to groups. A group referral's end may also be written by the municipality that runs the group. Reads are reporting's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.planning.agreement import AgreePlan, HearChild, Limits, RecordAgreement
from services.planning.aims import DropGoal, FinishMeasure, PlanMeasure, ReachGoal, SetGoal
from services.planning.carrying import CASE, PLANNERS, REFERRERS, RUNNERS, rule_on
from services.planning.domain import DraftPlan, UpdatePlan, Whose
from services.planning.in_force import EndPlan, ExtendPlan, ReviewPlan
from services.planning.referral.groups import CompleteReferral, DeclineReferral, ReferToService
from services.planning.words import Words
from shared.access.policy import allow, not_found
from shared.edge.body import Line, Prose, StrictModel, body
from shared.errors import Problem
from shared.events.planning import Goals, ReferralDeclineReason, ReferralOutcome
from shared.events.planning.plans import (
    DropReason,
    ExtensionGround,
    Party,
    PlanEndReason,
    PlanKind,
    Responsible,
)
from shared.regions.rules import Rule
from shared.requests import AboutCase, CaseRequest
from shared.service import Receipt

LONGEST: Final = "first_plan_max"  # the rule that limits a first plan's length
TOTAL: Final = "total_plan_max"  # the rule that limits the length of all of a client's plans
EXTENSION: Final = "total_plan_extension"  # the rule on how much longer they may last on a lawful ground
REVIEW: Final = "plan_review_max_interval"  # the rule that says by when an agreed plan is reviewed
MOST_GOALS: Final = 20
MOST_MONTHS: Final = 1_200  # a century: what no law allows is the domain's to refuse, this only bounds the number

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["planning"])

_Goal = Annotated[str, Prose(500)]


class PlanBody(StrictModel):
    """What a plan says: goals and measures in the words of the client and the adviser, and its length."""

    months: int = Field(ge=1, le=MOST_MONTHS, description="The plan's length in months", examples=[12])
    goals: Annotated[tuple[_Goal, ...], Field(min_length=1, max_length=MOST_GOALS, examples=[["Suomen kieli B1"]])]
    measures: Annotated[tuple[_Goal, ...], Field(max_length=MOST_GOALS, examples=[["Kotoutumiskoulutus"]])] = ()

    def said(self) -> Goals:
        return Goals(goals=self.goals, measures=self.measures)


class DraftBody(PlanBody):
    """A first draft, and whose plan it is: one person's, a family's, or a minor's with a guardian."""

    drafted_on: date | None = Field(None, description="The day it was made; today where left out")
    kind: PlanKind = Field(PlanKind.INDIVIDUAL, examples=["individual"])
    employment_authority: bool = Field(
        default=False, description="The employment authority is responsible for the client, and so a party"
    )
    members: Annotated[tuple[UUID, ...], Field(max_length=20)] = Field(
        (), description="A family plan: the cases of the other members"
    )
    guardian: Annotated[str, Prose(500)] | None = Field(
        None, description="A minor's plan: the guardian or representative; sealed"
    )


class AgreementBody(StrictModel):
    """The plan as it stands is agreed."""

    agreed_on: date | None = Field(None, description="The day of the agreement; today where left out")


class PartyBody(AgreementBody):
    """One party agrees on the plan as it stands."""

    party: Party = Field(examples=["client"])


class ChildBody(StrictModel):
    """What the child says about their own plan."""

    view: Annotated[str, Prose(4000)] = Field(
        description="In the child's own words; sealed", examples=["Haluan pelata"]
    )
    heard_on: date | None = Field(None, description="Today where left out")


class GoalBody(StrictModel):
    """What the plan aims at."""

    text: Annotated[str, Prose(500)] = Field(description="Sealed", examples=["Suomen kieli B1"])
    responsible: Responsible = Field(Responsible.CLIENT, examples=["client"])
    target_on: date | None = Field(None, description="By when", examples=["2027-01-31"])


class ReachedBody(StrictModel):
    """The goal has been reached."""

    reached_on: date | None = Field(None, description="Today where left out")


class DroppedBody(StrictModel):
    """The goal is pursued no longer."""

    reason: DropReason = Field(examples=["changed_wish"])
    dropped_on: date | None = Field(None, description="Today where left out")


class MeasureBody(StrictModel):
    """What will be done, for one of the goals or for the plan as a whole."""

    text: Annotated[str, Prose(500)] = Field(description="Sealed", examples=["Kotoutumiskoulutus"])
    goal: UUID | None = None
    responsible: Responsible = Field(Responsible.MUNICIPALITY, examples=["municipality"])
    starts_on: date | None = Field(None, examples=["2026-09-01"])
    ends_on: date | None = Field(None, examples=["2027-05-31"])


class DoneBody(StrictModel):
    """The measure has been done."""

    done_on: date | None = Field(None, description="Today where left out")


class ReviewBody(StrictModel):
    """How the plan has gone."""

    findings: Annotated[str, Prose(4000)] | None = Field(None, description="Sealed")
    reviewed_on: date | None = Field(None, description="Today where left out")


class ExtensionBody(StrictModel):
    """So many months more; beyond the total length that the law allows as a rule, on a lawful ground only."""

    months: int = Field(ge=1, le=MOST_MONTHS, examples=[12])
    ground: ExtensionGround | None = Field(None, description="Sealed", examples=["literacy"])


class EndBody(StrictModel):
    """The plan is over before its last day."""

    reason: PlanEndReason = Field(examples=["goals_reached"])
    ended_on: date | None = Field(None, description="Today where left out")


class ReferralBody(StrictModel):
    """A referral to a group, of the client's own municipality or of another one."""

    group: UUID = Field(examples=["0190c0de-0000-7000-8000-0000000000aa"])
    provider: Annotated[str, Line(3)] | None = Field(
        None, description="The municipality that runs the group; the client's own where left out", examples=["598"]
    )
    reason: Annotated[str, Prose(4000)] | None = Field(None, description="Why, in the adviser's words; sealed")


class DeclineBody(StrictModel):
    """Somebody said no."""

    reason: ReferralDeclineReason = Field(examples=["full"])


class CompletionBody(StrictModel):
    """The referral has come to its end."""

    outcome: ReferralOutcome = Field(examples=["completed"])
    completed_on: date | None = Field(None, description="The last day; today where left out")


class PlanReceipt(Receipt):
    """The answer to a draft: with the plan's id."""

    plan: UUID


class GoalReceipt(Receipt):
    """The answer to a goal: with its id."""

    goal: UUID


class MeasureReceipt(Receipt):
    """The answer to a measure: with its id."""

    measure: UUID


class ReferralReceipt(Receipt):
    """The answer to a referral: with its id."""

    referral: UUID


@router.post(
    "/plan",
    status_code=201,
    summary="Draft the integration plan",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.already_drafted, plan.already_agreed, "
        "plan.already_ended, plan.longer_than_the_law_allows, planning.day_in_the_future, plan.no_rule_on_the_day, "
        "plan.no_members, plan.guardian_needed."
    ),
)
async def draft_plan(draft: Annotated[DraftBody, body(DraftBody)], request: CaseRequest) -> PlanReceipt:
    drafted_on = draft.drafted_on or request.today
    plan = request.new_id("plan")  # of the command's id: the same when the request is repeated
    command = DraftPlan(
        municipality=request.municipality,
        plan=plan,
        drafted_on=drafted_on,
        months=draft.months,
        goals=draft.said(),
        longest=_rule(request, LONGEST, drafted_on, "drafted_on"),
        today=request.today,
        whose=Whose(
            kind=draft.kind,
            with_employment_authority=draft.employment_authority,
            members=draft.members,
            guardian=Words(request.new_id("guardian"), draft.guardian) if draft.guardian else None,
        ),
    )
    done = await request.carry_out(CASE, command)
    return PlanReceipt(**done.model_dump(), plan=plan)


@router.post(
    "/plan/update",
    summary="Change the plan's goals and measures, and the length of a draft",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, plan.longer_than_the_law_allows, "
        "plan.length_is_agreed."
    ),
)
async def update_plan(update: Annotated[PlanBody, body(PlanBody)], request: CaseRequest) -> Receipt:
    longest = _rule(request, LONGEST, request.today, None)
    command = UpdatePlan(request.municipality, update.months, update.said(), longest)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/agree",
    summary="Agree on the plan: the client and the municipality, after every other party",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_agreed, plan.agreed_before_drafted, "
        "plan.already_ended, plan.longer_than_the_law_allows, plan.party_has_not_agreed, plan.child_not_heard, "
        "planning.day_in_the_future, plan.no_rule_on_the_day."
    ),
)
async def agree_plan(agreement: Annotated[AgreementBody, body(AgreementBody)], request: CaseRequest) -> Receipt:
    agreed_on = agreement.agreed_on or request.today
    command = AgreePlan(
        municipality=request.municipality,
        agreed_on=agreed_on,
        limits=_limits(request, agreed_on),
        today=request.today,
    )
    return await request.carry_out(CASE, command)


def _rule(request: AboutCase, name: str, day: date, field: str | None) -> Rule:
    return rule_on(request.service, request.municipality, name, day, field)


def _limits(request: AboutCase, agreed_on: date) -> Limits:
    """The law in force on the day of an agreement."""
    longest, total, review = (_rule(request, name, agreed_on, "agreed_on") for name in (LONGEST, TOTAL, REVIEW))
    return Limits(longest, total, review)


@router.post(
    "/plan/agreements",
    summary="One party agrees on the plan; with the last of them it is agreed",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.already_agreed, plan.agreed_before_drafted, plan.not_a_party, plan.child_not_heard, "
        "plan.longer_than_the_law_allows, planning.day_in_the_future, plan.no_rule_on_the_day."
    ),
)
async def record_agreement(agreement: Annotated[PartyBody, body(PartyBody)], request: CaseRequest) -> Receipt:
    agreed_on = agreement.agreed_on or request.today
    limits = _limits(request, agreed_on)
    command = RecordAgreement(request.municipality, agreement.party, agreed_on, limits, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/child-view",
    summary="Write down what the child says about their own plan",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, plan.not_a_minors, planning.day_in_the_future."
    ),
)
async def hear_child(heard: Annotated[ChildBody, body(ChildBody)], request: CaseRequest) -> Receipt:
    view = Words(request.new_id("view"), heard.view)
    command = HearChild(request.municipality, heard.heard_on or request.today, view, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/goals",
    status_code=201,
    summary="Set a goal of the plan",
    dependencies=[allow(*PLANNERS)],
    description=("Codes: plan.not_required, plan.not_drafted, plan.already_ended."),
)
async def set_goal(goal: Annotated[GoalBody, body(GoalBody)], request: CaseRequest) -> GoalReceipt:
    goal_id = request.new_id("goal")
    text = Words(request.new_id("text"), goal.text)
    command = SetGoal(request.municipality, goal_id, text, goal.responsible, goal.target_on)
    done = await request.carry_out(CASE, command)
    return GoalReceipt(**done.model_dump(), goal=goal_id)


@router.post(
    "/plan/goals/{goal}/reach",
    summary="A goal has been reached",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "goal.already_closed, planning.day_in_the_future."
    ),
)
async def reach_goal(goal: UUID, reached: Annotated[ReachedBody, body(ReachedBody)], request: CaseRequest) -> Receipt:
    command = ReachGoal(request.municipality, goal, reached.reached_on or request.today, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/goals/{goal}/drop",
    summary="A goal is pursued no longer, for a reason",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "goal.already_closed, planning.day_in_the_future."
    ),
)
async def drop_goal(goal: UUID, dropped: Annotated[DroppedBody, body(DroppedBody)], request: CaseRequest) -> Receipt:
    command = DropGoal(request.municipality, goal, dropped.dropped_on or request.today, dropped.reason, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/measures",
    status_code=201,
    summary="Plan a measure",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "goal.already_closed, measure.ends_before_it_starts."
    ),
)
async def plan_measure(measure: Annotated[MeasureBody, body(MeasureBody)], request: CaseRequest) -> MeasureReceipt:
    measure_id = request.new_id("measure")
    command = PlanMeasure(
        municipality=request.municipality,
        measure=measure_id,
        goal=measure.goal,
        text=Words(request.new_id("text"), measure.text),
        responsible=measure.responsible,
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
    )
    done = await request.carry_out(CASE, command)
    return MeasureReceipt(**done.model_dump(), measure=measure_id)


@router.post(
    "/plan/measures/{measure}/done",
    summary="A measure has been done",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "measure.already_done, planning.day_in_the_future."
    ),
)
async def finish_measure(measure: UUID, finished: Annotated[DoneBody, body(DoneBody)], request: CaseRequest) -> Receipt:
    command = FinishMeasure(request.municipality, measure, finished.done_on or request.today, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/review",
    summary="Review the plan; the rule says by when it is reviewed again",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.not_agreed, plan.reviewed_before_agreed, planning.day_in_the_future, plan.no_rule_on_the_day."
    ),
)
async def review_plan(review: Annotated[ReviewBody, body(ReviewBody)], request: CaseRequest) -> Receipt:
    reviewed_on = review.reviewed_on or request.today
    findings = Words(request.new_id("findings"), review.findings) if review.findings else None
    rule = _rule(request, REVIEW, reviewed_on, "reviewed_on")
    command = ReviewPlan(request.municipality, reviewed_on, findings, rule, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/extend",
    summary="Extend the plan, beyond the usual total length on a lawful ground only",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.not_agreed, plan.longer_than_the_law_allows, plan.no_rule_on_the_day."
    ),
)
async def extend_plan(extension: Annotated[ExtensionBody, body(ExtensionBody)], request: CaseRequest) -> Receipt:
    command = ExtendPlan(
        municipality=request.municipality,
        months=extension.months,
        ground=extension.ground,
        total=_rule(request, TOTAL, request.today, None),
        extension=_rule(request, EXTENSION, request.today, None),
        today=request.today,
    )
    return await request.carry_out(CASE, command)


@router.post(
    "/plan/end",
    summary="End the plan before its last day",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.not_agreed, plan.ended_before_agreed, planning.day_in_the_future."
    ),
)
async def end_plan(end: Annotated[EndBody, body(EndBody)], request: CaseRequest) -> Receipt:
    command = EndPlan(request.municipality, end.ended_on or request.today, end.reason, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/referrals",
    status_code=201,
    summary="Refer the client to a group",
    dependencies=[allow(*REFERRERS)],
    description="Codes: referral.already_open.",
)
async def refer_to_service(
    referred: Annotated[ReferralBody, body(ReferralBody)], request: CaseRequest
) -> ReferralReceipt:
    provider = referred.provider or request.municipality
    if request.municipality not in request.service.profiles:
        raise not_found()
    if provider not in request.service.profiles:
        raise Problem.of(422, "code.municipality_outside", "provider")
    referral = request.new_id("referral")
    reason = Words(request.new_id("reason"), referred.reason) if referred.reason else None
    command = ReferToService(request.municipality, referral, referred.group, provider, reason)
    done = await request.carry_out(CASE, command)
    return ReferralReceipt(**done.model_dump(), referral=referral)


@router.post(
    "/referrals/{referral}/decline",
    summary="Decline a referral, for the client or for the group",
    dependencies=[allow(*RUNNERS)],
    description="Codes: referral.already_started, referral.already_declined, referral.already_completed.",
)
async def decline_referral(
    referral: UUID, no: Annotated[DeclineBody, body(DeclineBody)], request: CaseRequest
) -> Receipt:
    command = DeclineReferral(request.municipality, referral, no.reason)
    return await request.carry_out(CASE, command)


@router.post(
    "/referrals/{referral}/complete",
    summary="Bring a referral to its end",
    dependencies=[allow(*RUNNERS)],
    description=(
        "Codes: referral.no_place_yet, referral.already_declined, referral.already_completed, "
        "referral.completed_before_started, planning.day_in_the_future."
    ),
)
async def complete_referral(
    referral: UUID, end: Annotated[CompletionBody, body(CompletionBody)], request: CaseRequest
) -> Receipt:
    completed_on = end.completed_on or request.today
    command = CompleteReferral(request.municipality, referral, completed_on, end.outcome, request.today)
    return await request.carry_out(CASE, command)
