"""Compensation periods over HTTP: begun, extended, ended."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.compensation.domain import INITIAL, Begin, End, Extend, State, decide, evolve
from services.intake.compensation.domain import Command as CompensationCommand
from services.intake.owning import own
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Prose, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Problem
from shared.events.intake.compensation import CompensationEnd, CompensationGround
from shared.ledger import Decider
from shared.regions.rules import RuleNotInForceError
from shared.requests import CaseRequest
from shared.service import Receipt

COMPENSATION: Final[Decider[CompensationCommand, State]] = Decider(INITIAL, decide, evolve, opens=True)
"""What a stream intake/compensation/<case> is decided by."""

RULES: Final = {
    CompensationGround.PROTECTION: "compensation_period",
    CompensationGround.QUOTA: "compensation_period_quota",
}

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/compensation", tags=["compensation"])


class BeginningBody(StrictModel):
    """On which ground it is paid, from which day: of the arrival, or of the first residence in a municipality."""

    ground: CompensationGround = Field(examples=["quota"])
    began_on: date = Field(examples=["2026-03-01"])


class ExtensionBody(StrictModel):
    """The new last day, and the decision in its own words; sealed."""

    ends_on: date = Field(examples=["2030-03-01"])
    decision: Annotated[str, Prose(4000)] = Field(examples=["KEHA-keskuksen päätös 12.2.2028"])


class EndingBody(StrictModel):
    """The last day that it is paid for."""

    ended_on: date | None = Field(None, description="The last day; today where left out")
    reason: CompensationEnd = Field(examples=["citizen"])


def stream_of_compensation(case: UUID) -> str:
    return f"intake/compensation/{case}"


@router.post(
    "",
    status_code=201,
    summary="Begin the period that compensation is paid for",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description=(
        "The law says how long it is. Codes: compensation.already_begun, compensation.day_in_the_future, "
        "compensation.no_rule_on_the_day."
    ),
)
async def begin(begun: Annotated[BeginningBody, body(BeginningBody)], request: CaseRequest) -> Receipt:
    known = await own(request)
    try:
        rule = request.service.profiles.for_municipality(request.municipality).rule_for(
            RULES[begun.ground], begun.began_on
        )
    except RuleNotInForceError:
        raise Problem.of(422, "compensation.no_rule_on_the_day", "began_on") from None
    command = Begin(request.municipality, known.person_id, begun.ground, begun.began_on, rule, request.today)
    return await request.carry_out(COMPENSATION, command, "compensation")


@router.post(
    "/extend",
    summary="Extend the period by a decision",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description="Codes: compensation.none_is_paid, compensation.not_longer.",
)
async def extend(extended: Annotated[ExtensionBody, body(ExtensionBody)], request: CaseRequest) -> Receipt:
    known = await own(request)
    decision = request.new_id("decision")
    command = Extend(request.municipality, known.person_id, extended.ends_on, decision, extended.decision)
    return await request.carry_out(COMPENSATION, command, "compensation")


@router.post(
    "/end",
    summary="End the period before it is over",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description=(
        "Codes: compensation.none_is_paid, compensation.ended_before_it_began, compensation.ended_after_it_ends."
    ),
)
async def end(ended: Annotated[EndingBody, body(EndingBody)], request: CaseRequest) -> Receipt:
    known = await own(request)
    command = End(request.municipality, known.person_id, ended.ended_on or request.today, ended.reason)
    return await request.carry_out(COMPENSATION, command, "compensation")
