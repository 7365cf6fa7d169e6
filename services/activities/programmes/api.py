"""The integration programme over HTTP: a version adopted, an indicator measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.programmes.domain import (
    INITIAL,
    AdoptProgramme,
    Goal,
    Measure,
    MeasureIndicator,
    State,
    decide,
    evolve,
)
from services.activities.programmes.domain import Command as ProgrammeCommand
from services.activities.publishing import Passage, Wording, region_of, worded
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.ledger import Decider
from shared.service import Service, Written

PROGRAMME: Final[Decider[ProgrammeCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/programme/<programme> is decided by."""

PROGRAMMES: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:programme")
"""The namespace of programmes' ids: each municipality has one."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/programme", tags=["programmes"])

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["employment"])]
Amount = Annotated[Decimal, Field(max_digits=12, decimal_places=3, examples=["62.5"])]


class IndicatorBody(StrictModel):
    """What a goal is measured by; amounts are decimal numbers in `unit`."""

    code: Slug
    name: Wording
    unit: Annotated[str, Line(40)] = Field(examples=["%"])
    baseline: Amount | None = None
    target: Amount


class GoalBody(StrictModel):
    """A goal; its code stays from version to version, so that versions can be compared."""

    code: Slug
    text: Passage
    indicators: Annotated[tuple[IndicatorBody, ...], Field(max_length=30)] = ()


class VersionBody(StrictModel):
    """A version of the programme, as it was adopted."""

    title: Wording
    adopted_on: date = Field(examples=["2026-06-15"])
    adopted_by: Annotated[str, Line(200)] = Field(examples=["Kunnanvaltuusto"])
    valid_from: date = Field(examples=["2026-08-01"])
    valid_to: date = Field(examples=["2030-07-31"])
    goals: Annotated[tuple[GoalBody, ...], Field(min_length=1, max_length=60)]


class MeasurementBody(StrictModel):
    """What an indicator is, on a day."""

    goal: Slug
    indicator: Slug
    amount: Amount
    measured_on: date | None = Field(None, description="Today where left out")


def programme_of(municipality: str) -> UUID:
    """The id of the municipality's programme."""
    return uuid5(PROGRAMMES, municipality)


@router.post(
    "/versions",
    status_code=201,
    summary="Adopt a version of the integration programme",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Every text in every language that the region publishes in. Codes: programme.language_missing, "
        "programme.adopted_in_the_future, programme.before_the_version_before, programme.ends_before_it_begins, "
        "programme.code_twice."
    ),
)
async def adopt(
    *,
    municipality: Municipality,
    adopted: Annotated[VersionBody, body(VersionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    required = region_of(service.profiles, municipality).languages
    command = AdoptProgramme(
        municipality=municipality,
        title=worded(adopted.title, "title", required[0]),
        adopted_on=adopted.adopted_on,
        adopted_by=adopted.adopted_by,
        valid_from=adopted.valid_from,
        valid_to=adopted.valid_to,
        goals=tuple(_goal(goal, f"goals.{number}") for number, goal in enumerate(adopted.goals)),
        required=required,
        today=context.today,
    )
    programme = programme_of(municipality)
    return await carried_out(service, PROGRAMME, "programme", programme, command, context, municipality, response)


def _goal(goal: GoalBody, field: str) -> Goal:
    measures = tuple(
        Measure(one.code, worded(one.name, f"{field}.indicators.{number}.name"), one.unit, one.baseline, one.target)
        for number, one in enumerate(goal.indicators)
    )
    return Goal(goal.code, worded(goal.text, f"{field}.text"), measures)


@router.post(
    "/measurements",
    status_code=201,
    summary="Record what an indicator of the programme is",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: programme.indicator_unknown, programme.measured_in_the_future.",
)
async def measure(
    *,
    municipality: Municipality,
    measured: Annotated[MeasurementBody, body(MeasurementBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = MeasureIndicator(
        municipality,
        measured.goal,
        measured.indicator,
        measured.amount,
        measured.measured_on or context.today,
        context.today,
    )
    programme = programme_of(municipality)
    return await carried_out(service, PROGRAMME, "programme", programme, command, context, municipality, response)
