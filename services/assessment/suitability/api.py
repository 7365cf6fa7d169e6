"""Suitability over HTTP: visits to an area, and what it comes to."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import Field

from services.assessment.calling import MAPPERS, the_client
from services.assessment.deciders import SUITABILITY
from services.assessment.suitability.domain import EvaluateSuitability, RecordVisit, Words
from shared.access.policy import allow
from shared.edge.body import Prose, StrictModel, body
from shared.edge.problems import problems
from shared.events.assessment.suitability import Evaluation, Participants, Suits
from shared.requests import CaseRequest
from shared.service import Receipt

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["suitability"])

Area = Annotated[str, Field(pattern="^[0-9]{3}$", description="Municipality code", examples=["403"])]
Matter = Literal["housing", "work", "services", "school", "transport", "nature", "community", "language"]


class VisitBody(StrictModel):
    """A visit to get to know an area: who came along, what they thought of it."""

    area: Area
    visited_on: date | None = Field(None, description="Today where left out")
    adults: int = Field(1, ge=0, le=20)
    children: int = Field(0, ge=0, le=20)
    impressions: Annotated[str, Prose(4000)] | None = None


class EvaluationBody(StrictModel):
    """Interest and fit, from 0 (none) to 4 (very much), and what it comes to."""

    area: Area
    evaluated_on: date | None = Field(None, description="Today where left out")
    interest: int = Field(ge=0, le=4, examples=[3])
    matters: dict[Matter, Annotated[int, Field(ge=0, le=4)]] = Field(
        default_factory=dict, examples=[{"housing": 4, "work": 2}]
    )
    suits: Suits = Field(examples=["well"])
    reasons: Annotated[str, Prose(4000)] | None = None


@router.post(
    "/area-visits",
    status_code=201,
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Record a visit to get to know an area",
    description="Codes: suitability.unknown_area, suitability.day_in_the_future.",
)
async def record_visit(visit: Annotated[VisitBody, body(VisitBody)], request: CaseRequest) -> Receipt:
    client = await the_client(request.service, request.municipality, request.case)
    asked = RecordVisit(
        request.municipality,
        client.person_id,
        request.new_id("visit"),
        visit.area,
        visit.area in request.service.profiles,
        visit.visited_on or request.today,
        Participants(adults=visit.adults, children=visit.children),
        Words(request.new_id("impressions"), visit.impressions) if visit.impressions else None,
        request.today,
    )
    return await request.carry_out(SUITABILITY, asked, "suitability")


@router.post(
    "/suitability",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Evaluate how an area suits somebody",
    description=(
        "Codes: suitability.unknown_area, suitability.day_in_the_future, suitability.out_of_range, "
        "suitability.unknown_matter."
    ),
)
async def evaluate_suitability(said: Annotated[EvaluationBody, body(EvaluationBody)], request: CaseRequest) -> Receipt:
    client = await the_client(request.service, request.municipality, request.case)
    asked = EvaluateSuitability(
        request.municipality,
        client.person_id,
        said.area,
        said.area in request.service.profiles,
        said.evaluated_on or request.today,
        Evaluation(
            interest=said.interest,
            matters={str(matter): weight for matter, weight in said.matters.items()},
            suits=said.suits,
        ),
        Words(request.new_id("reasons"), said.reasons) if said.reasons else None,
        request.today,
    )
    return await request.carry_out(SUITABILITY, asked, "suitability")
