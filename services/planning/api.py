"""Plans over HTTP: drafted, their goals and measures, agreed on by each party, reviewed, extended, ended; and referrals
to groups. A group referral's end may also be written by the municipality that runs the group. Reads are reporting's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.planning.agreement import AgreePlan, HearChild, Limits, RecordAgreement
from services.planning.aims import DropGoal, FinishMeasure, PlanMeasure, ReachGoal, SetGoal
from services.planning.carrying import PLANNERS, REFERRERS, RUNNERS, carry_out, rule_on
from services.planning.domain import DraftPlan, UpdatePlan, Whose
from services.planning.in_force import EndPlan, ExtendPlan, ReviewPlan
from services.planning.referral.groups import CompleteReferral, DeclineReferral, ReferToService
from services.planning.words import Words
from shared.access.policy import allow, not_found
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
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
from shared.service import Receipt, Running, Service, receipt

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
async def draft_plan(
    *,
    municipality: Municipality,
    case: UUID,
    draft: Annotated[DraftBody, body(DraftBody)],
    context: Command,
    service: Service,
    response: Response,
) -> PlanReceipt:
    drafted_on = draft.drafted_on or context.today
    plan = uuid5(context.id, "plan")  # of the command's id: the same when the request is repeated
    command = DraftPlan(
        municipality=municipality,
        plan=plan,
        drafted_on=drafted_on,
        months=draft.months,
        goals=draft.said(),
        longest=rule_on(service, municipality, LONGEST, drafted_on, "drafted_on"),
        today=context.today,
        whose=Whose(
            kind=draft.kind,
            with_employment_authority=draft.employment_authority,
            members=draft.members,
            guardian=Words(uuid5(context.id, "guardian"), draft.guardian) if draft.guardian else None,
        ),
    )
    done = await carry_out(service, municipality, case, command, context)
    return PlanReceipt(**receipt(done, case, response).model_dump(), plan=plan)


@router.post(
    "/plan/update",
    summary="Change the plan's goals and measures, and the length of a draft",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, plan.longer_than_the_law_allows, "
        "plan.length_is_agreed."
    ),
)
async def update_plan(
    *,
    municipality: Municipality,
    case: UUID,
    update: Annotated[PlanBody, body(PlanBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    longest = rule_on(service, municipality, LONGEST, context.today, None)
    command = UpdatePlan(municipality, update.months, update.said(), longest)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


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
async def agree_plan(
    *,
    municipality: Municipality,
    case: UUID,
    agreement: Annotated[AgreementBody, body(AgreementBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    agreed_on = agreement.agreed_on or context.today
    command = AgreePlan(
        municipality=municipality,
        agreed_on=agreed_on,
        limits=_limits(service, municipality, agreed_on),
        today=context.today,
    )
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


def _limits(service: Running, municipality: str, agreed_on: date) -> Limits:
    """The law in force on the day of an agreement."""
    longest, total, review = (
        rule_on(service, municipality, name, agreed_on, "agreed_on") for name in (LONGEST, TOTAL, REVIEW)
    )
    return Limits(longest, total, review)


def _words(context: CommandContext, name: str, text: str) -> Words:
    return Words(uuid5(context.id, name), text)


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
async def record_agreement(
    *,
    municipality: Municipality,
    case: UUID,
    agreement: Annotated[PartyBody, body(PartyBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    agreed_on = agreement.agreed_on or context.today
    limits = _limits(service, municipality, agreed_on)
    command = RecordAgreement(municipality, agreement.party, agreed_on, limits, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/child-view",
    summary="Write down what the child says about their own plan",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, plan.not_a_minors, planning.day_in_the_future."
    ),
)
async def hear_child(
    *,
    municipality: Municipality,
    case: UUID,
    heard: Annotated[ChildBody, body(ChildBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    view = _words(context, "view", heard.view)
    command = HearChild(municipality, heard.heard_on or context.today, view, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/goals",
    status_code=201,
    summary="Set a goal of the plan",
    dependencies=[allow(*PLANNERS)],
    description=("Codes: plan.not_required, plan.not_drafted, plan.already_ended."),
)
async def set_goal(
    *,
    municipality: Municipality,
    case: UUID,
    goal: Annotated[GoalBody, body(GoalBody)],
    context: Command,
    service: Service,
    response: Response,
) -> GoalReceipt:
    goal_id = uuid5(context.id, "goal")
    text = _words(context, "text", goal.text)
    command = SetGoal(municipality, goal_id, text, goal.responsible, goal.target_on)
    done = await carry_out(service, municipality, case, command, context)
    return GoalReceipt(**receipt(done, case, response).model_dump(), goal=goal_id)


@router.post(
    "/plan/goals/{goal}/reach",
    summary="A goal has been reached",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "goal.already_closed, planning.day_in_the_future."
    ),
)
async def reach_goal(
    *,
    municipality: Municipality,
    case: UUID,
    goal: UUID,
    reached: Annotated[ReachedBody, body(ReachedBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = ReachGoal(municipality, goal, reached.reached_on or context.today, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/goals/{goal}/drop",
    summary="A goal is pursued no longer, for a reason",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "goal.already_closed, planning.day_in_the_future."
    ),
)
async def drop_goal(
    *,
    municipality: Municipality,
    case: UUID,
    goal: UUID,
    dropped: Annotated[DroppedBody, body(DroppedBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = DropGoal(municipality, goal, dropped.dropped_on or context.today, dropped.reason, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


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
async def plan_measure(
    *,
    municipality: Municipality,
    case: UUID,
    measure: Annotated[MeasureBody, body(MeasureBody)],
    context: Command,
    service: Service,
    response: Response,
) -> MeasureReceipt:
    measure_id = uuid5(context.id, "measure")
    command = PlanMeasure(
        municipality=municipality,
        measure=measure_id,
        goal=measure.goal,
        text=_words(context, "text", measure.text),
        responsible=measure.responsible,
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
    )
    done = await carry_out(service, municipality, case, command, context)
    return MeasureReceipt(**receipt(done, case, response).model_dump(), measure=measure_id)


@router.post(
    "/plan/measures/{measure}/done",
    summary="A measure has been done",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "measure.already_done, planning.day_in_the_future."
    ),
)
async def finish_measure(
    *,
    municipality: Municipality,
    case: UUID,
    measure: UUID,
    finished: Annotated[DoneBody, body(DoneBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = FinishMeasure(municipality, measure, finished.done_on or context.today, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/review",
    summary="Review the plan; the rule says by when it is reviewed again",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.not_agreed, plan.reviewed_before_agreed, planning.day_in_the_future, plan.no_rule_on_the_day."
    ),
)
async def review_plan(
    *,
    municipality: Municipality,
    case: UUID,
    review: Annotated[ReviewBody, body(ReviewBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    reviewed_on = review.reviewed_on or context.today
    findings = _words(context, "findings", review.findings) if review.findings else None
    rule = rule_on(service, municipality, REVIEW, reviewed_on, "reviewed_on")
    command = ReviewPlan(municipality, reviewed_on, findings, rule, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/extend",
    summary="Extend the plan, beyond the usual total length on a lawful ground only",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.not_agreed, plan.longer_than_the_law_allows, plan.no_rule_on_the_day."
    ),
)
async def extend_plan(
    *,
    municipality: Municipality,
    case: UUID,
    extension: Annotated[ExtensionBody, body(ExtensionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = ExtendPlan(
        municipality=municipality,
        months=extension.months,
        ground=extension.ground,
        total=rule_on(service, municipality, TOTAL, context.today, None),
        extension=rule_on(service, municipality, EXTENSION, context.today, None),
        today=context.today,
    )
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/end",
    summary="End the plan before its last day",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_ended, "
        "plan.not_agreed, plan.ended_before_agreed, planning.day_in_the_future."
    ),
)
async def end_plan(
    *,
    municipality: Municipality,
    case: UUID,
    end: Annotated[EndBody, body(EndBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = EndPlan(municipality, end.ended_on or context.today, end.reason, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/referrals",
    status_code=201,
    summary="Refer the client to a group",
    dependencies=[allow(*REFERRERS)],
    description="Codes: referral.already_open.",
)
async def refer_to_service(
    *,
    municipality: Municipality,
    case: UUID,
    referred: Annotated[ReferralBody, body(ReferralBody)],
    context: Command,
    service: Service,
    response: Response,
) -> ReferralReceipt:
    provider = referred.provider or municipality
    if municipality not in service.profiles:
        raise not_found()
    if provider not in service.profiles:
        raise Problem.of(422, "code.municipality_outside", "provider")
    referral = uuid5(context.id, "referral")
    reason = Words(uuid5(context.id, "reason"), referred.reason) if referred.reason else None
    command = ReferToService(municipality, referral, referred.group, provider, reason)
    done = await carry_out(service, municipality, case, command, context)
    return ReferralReceipt(**receipt(done, case, response).model_dump(), referral=referral)


@router.post(
    "/referrals/{referral}/decline",
    summary="Decline a referral, for the client or for the group",
    dependencies=[allow(*RUNNERS)],
    description="Codes: referral.already_started, referral.already_declined, referral.already_completed.",
)
async def decline_referral(
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    no: Annotated[DeclineBody, body(DeclineBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = DeclineReferral(municipality, referral, no.reason)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


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
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    end: Annotated[CompletionBody, body(CompletionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    completed_on = end.completed_on or context.today
    command = CompleteReferral(municipality, referral, completed_on, end.outcome, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)
