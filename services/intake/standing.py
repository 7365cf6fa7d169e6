"""How a case stands, over HTTP: who answers for it, in which language, whether it waits, is closed or goes on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from services.intake.deciders import CASE
from services.intake.domain import (
    ChooseLanguage,
    CloseCase,
    ComeBack,
    GiveLanguageInformation,
    HandOver,
    LeaveCountry,
    RegisterHomeMunicipality,
    ReopenCase,
)
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.standing import Authority, ClosingReason, NationalLanguage
from shared.regions.codes import LanguageCode
from shared.requests import CaseRequest
from shared.service import Receipt

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["intake"])

TELLERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.ASSESSMENT_OFFICIAL, Role.EMPLOYMENT_AUTHORITY)
DAYS: Final = "case.day_in_the_future"


class HomeBody(StrictModel):
    """From which day the person has a home municipality."""

    registered_on: date | None = Field(None, description="The day; today where left out", examples=["2026-03-02"])


class HandoverBody(StrictModel):
    """Who answers for the case from now on."""

    to: Authority = Field(description="The other authority of the same municipality", examples=["employment"])
    handed_on: date | None = Field(None, description="The day; today where left out")


class InformationBody(StrictModel):
    """That the person was told of the choice, and in which language."""

    given_in: LanguageCode = Field(description="The language it was told in, ISO 639-3", examples=["prs"])
    given_on: date | None = Field(None, description="The day; today where left out")


class ChoiceBody(StrictModel):
    """What the person chose."""

    language: NationalLanguage = Field(description="Finnish or Swedish", examples=["sv"])
    chosen_on: date | None = Field(None, description="The day; today where left out")


class LeavingBody(StrictModel):
    """When the person went abroad, and when he means to be back."""

    left_on: date | None = Field(None, description="The day; today where left out")
    back_by: date | None = Field(None, description="When the person means to be back", examples=["2027-05-01"])


class ReturnBody(StrictModel):
    """When the person came back."""

    returned_on: date | None = Field(None, description="The day; today where left out")


class ClosingBody(StrictModel):
    """Why the case ends. `refused`, `depart` and `consent` end only a stay without a home municipality."""

    reason: ClosingReason = Field(examples=["served"])
    closed_on: date | None = Field(None, description="The day; today where left out")


class ReopeningBody(StrictModel):
    """From which day the case goes on."""

    reopened_on: date | None = Field(None, description="The day; today where left out")


@router.post(
    "/home-municipality",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    responses=problems(409, 422),
    summary="Register the home municipality of somebody who had none",
    description=(
        "The law's duties begin, counted from that day. Where the home is another municipality, the case moves by a "
        f"transfer first. Codes: {DAYS}, case.before_arrival, case.closed, case.merged."
    ),
)
async def register_home_municipality(home: Annotated[HomeBody, body(HomeBody)], request: CaseRequest) -> Receipt:
    asked = RegisterHomeMunicipality(request.municipality, home.registered_on or request.today, request.today)
    return await request.carry_out(CASE, asked)


@router.post(
    "/authority",
    dependencies=[allow(Role.CASEWORKER, Role.EMPLOYMENT_AUTHORITY)],
    responses=problems(409, 422),
    summary="Hand a case over to the other authority of the municipality",
    description=(
        "The municipality answers for those outside the labour force, the employment authority for jobseekers. It is "
        f"no transfer: municipality, deadlines and plan stay. Codes: {DAYS}, case.closed, case.merged."
    ),
)
async def hand_over(handed: Annotated[HandoverBody, body(HandoverBody)], request: CaseRequest) -> Receipt:
    asked = HandOver(request.municipality, handed.to, handed.handed_on or request.today, request.today)
    return await request.carry_out(CASE, asked)


@router.post(
    "/integration-language/information",
    dependencies=[allow(*TELLERS)],
    responses=problems(409, 422),
    summary="Record that the person was told of the choice of the language of integration",
    description=f"Codes: {DAYS}, case.closed, case.merged, case.erased.",
)
async def give_language_information(
    information: Annotated[InformationBody, body(InformationBody)], request: CaseRequest
) -> Receipt:
    asked = GiveLanguageInformation(
        request.municipality, information.given_in, information.given_on or request.today, request.today
    )
    return await request.carry_out(CASE, asked)


@router.post(
    "/integration-language",
    dependencies=[allow(*TELLERS)],
    responses=problems(409, 422),
    summary="Register the language of integration that the person chose",
    description=(
        "May be changed at any time: the last choice holds. Codes: language.not_informed, "
        f"language.chosen_before_information, {DAYS}, case.closed, case.merged, case.erased."
    ),
)
async def choose_language(choice: Annotated[ChoiceBody, body(ChoiceBody)], request: CaseRequest) -> Receipt:
    asked = ChooseLanguage(request.municipality, choice.language, choice.chosen_on or request.today, request.today)
    return await request.carry_out(CASE, asked)


@router.post(
    "/abroad",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    responses=problems(409, 422),
    summary="Record that the person has gone abroad for a time",
    description=(f"Codes: case.abroad, case.offered, case.back_before_leaving, {DAYS}, case.closed, case.merged."),
)
async def leave_country(leaving: Annotated[LeavingBody, body(LeavingBody)], request: CaseRequest) -> Receipt:
    asked = LeaveCountry(request.municipality, leaving.left_on or request.today, leaving.back_by, request.today)
    return await request.carry_out(CASE, asked)


@router.post(
    "/back",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    responses=problems(409, 422),
    summary="Record that the person is back from abroad",
    description=f"Codes: case.not_abroad, case.back_before_leaving, {DAYS}, case.merged.",
)
async def come_back(returned: Annotated[ReturnBody, body(ReturnBody)], request: CaseRequest) -> Receipt:
    asked = ComeBack(request.municipality, returned.returned_on or request.today, request.today)
    return await request.carry_out(CASE, asked)


@router.post(
    "/close",
    dependencies=[allow(Role.CASEWORKER, Role.PARTNER)],
    responses=problems(409, 422),
    summary="Close a case",
    description=(
        "What was due in it is due no more. Codes: case.closed, case.offered, case.before_arrival, "
        f"case.ground_not_for_residents, {DAYS}, case.merged, case.erased. A partner closes only a stay without a "
        "home municipality."
    ),
)
async def close_case(closing: Annotated[ClosingBody, body(ClosingBody)], request: CaseRequest) -> Receipt:
    asked = CloseCase(
        request.municipality,
        closing.closed_on or request.today,
        closing.reason,
        request.today,
        stays_only=request.context.viewer.role is Role.PARTNER,
    )
    return await request.carry_out(CASE, asked)


@router.post(
    "/reopen",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Reopen a closed case",
    description=f"Codes: case.not_closed, case.reopened_before_closing, {DAYS}, case.merged.",
)
async def reopen_case(reopening: Annotated[ReopeningBody, body(ReopeningBody)], request: CaseRequest) -> Receipt:
    asked = ReopenCase(request.municipality, reopening.reopened_on or request.today, request.today)
    return await request.carry_out(CASE, asked)
