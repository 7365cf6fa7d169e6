"""Planning over HTTP: plans and referrals of a case, written by the municipality that answers for it.

A referral's end may also be written by the municipality that runs the group. Reads are reporting's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.planning.domain import (
    INITIAL,
    AgreePlan,
    CompleteReferral,
    DeclineReferral,
    DraftPlan,
    ReferToService,
    State,
    UpdatePlan,
    Words,
    decide,
    evolve,
)
from services.planning.domain import (
    Command as PlanningCommand,
)
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.errors import Problem
from shared.events.planning import Goals, ReferralDeclineReason, ReferralOutcome
from shared.ledger import Decider, Done
from shared.regions.profiles import MunicipalityOutsideError
from shared.regions.rules import Rule, RuleNotInForceError
from shared.service import Receipt, Running, Service, receipt

CASE: Final[Decider[PlanningCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream planning/case/<case> is decided by."""

LONGEST: Final = "first_plan_max"  # the rule that limits a first plan's length
REVIEW: Final = "plan_review_max_interval"  # the rule that says by when an agreed plan is reviewed
MOST_GOALS: Final = 20
MOST_MONTHS: Final = 1_200  # a century: what no law allows is the domain's to refuse, this only bounds the number

PLANNERS: Final = (Role.CASEWORKER, Role.EMPLOYMENT_AUTHORITY)
REFERRERS: Final = (*PLANNERS, Role.ADVISER)
RUNNERS: Final = (*REFERRERS, Role.ACTIVITY_LEADER)

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
    """A first draft."""

    drafted_on: date | None = Field(None, description="The day it was made; today where left out")


class AgreementBody(StrictModel):
    """The plan as it stands is agreed."""

    agreed_on: date | None = Field(None, description="The day of the agreement; today where left out")


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
        "plan.longer_than_the_law_allows, planning.day_in_the_future, plan.no_rule_on_the_day."
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
        longest=_rule(service, municipality, LONGEST, drafted_on, "drafted_on"),
        today=context.today,
    )
    done = await _carry_out(service, municipality, case, command, context)
    return PlanReceipt(**receipt(done, case, response).model_dump(), plan=plan)


@router.post(
    "/plan/update",
    summary="Change the plan's goals and measures, and the length of a draft",
    dependencies=[allow(*PLANNERS)],
    description=("Codes: plan.not_required, plan.not_drafted, plan.longer_than_the_law_allows, plan.length_is_agreed."),
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
    longest = _rule(service, municipality, LONGEST, context.today, None)
    command = UpdatePlan(municipality, update.months, update.said(), longest)
    return receipt(await _carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/plan/agree",
    summary="Agree on the plan",
    dependencies=[allow(*PLANNERS)],
    description=(
        "Codes: plan.not_required, plan.not_drafted, plan.already_agreed, plan.agreed_before_drafted, "
        "plan.longer_than_the_law_allows, planning.day_in_the_future."
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
        longest=_rule(service, municipality, LONGEST, agreed_on, "agreed_on"),
        review=_rule(service, municipality, REVIEW, agreed_on, "agreed_on"),
        today=context.today,
    )
    return receipt(await _carry_out(service, municipality, case, command, context), case, response)


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
    done = await _carry_out(service, municipality, case, command, context)
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
    return receipt(await _carry_out(service, municipality, case, command, context), case, response)


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
    return receipt(await _carry_out(service, municipality, case, command, context), case, response)


async def _carry_out(
    service: Running, municipality: str, case: UUID, command: PlanningCommand, context: CommandContext
) -> Done:
    return await service.carry_out(CASE, f"planning/case/{case}", case, command, context, municipality=municipality)


def _rule(service: Running, municipality: str, name: str, day: date, field: str | None) -> Rule:
    """The version of a rule in force in the municipality on the day.

    Raises:
        Problem: 422 where no version was; 404 where the municipality is none of the deployment.
    """
    try:
        return service.profiles.for_municipality(municipality).rule_for(name, day)
    except RuleNotInForceError:
        raise Problem.of(422, "plan.no_rule_on_the_day", field) from None
    except MunicipalityOutsideError:
        raise not_found() from None
