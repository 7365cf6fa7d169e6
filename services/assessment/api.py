"""Assessment over HTTP: an official starts it, completes it, or waives it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.assessment.domain import (
    INITIAL,
    CompleteAssessment,
    StartAssessment,
    State,
    Summary,
    WaiveAssessment,
    decide,
    evolve,
)
from services.assessment.domain import (
    Command as AssessmentCommand,
)
from services.assessment.reactions import stream_of
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command
from shared.edge.problems import problems
from shared.events.assessment import Findings, WaiverReason
from shared.ledger import Decider
from shared.service import Receipt, Service, receipt

CASE: Final[Decider[AssessmentCommand, State]] = Decider(INITIAL, decide, evolve)

router = APIRouter(tags=["assessment"])

Level: TypeAlias = Literal["A0", "A1", "A2", "B1", "B2", "C1", "C2"]
"""The CEFR scale, with A0 for no skill yet."""
Literacy: TypeAlias = Literal["none", "other_script", "basic", "fluent"]
"""Reading and writing in the Latin script: none, only in another script, basic, fluent."""


class StartBody(StrictModel):
    """The day on which the assessment began: today's when it is left out."""

    started_on: date | None = None


class CompletionBody(StrictModel):
    """What was found, and whether an integration plan is to be made; today when the day is left out."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"plan_needed": True, "finnish": "A1", "service_needs": ["language_training"]}]}
    )

    plan_needed: bool
    completed_on: date | None = None
    finnish: Level | None = None
    swedish: Level | None = None
    literacy: Literacy | None = None
    service_needs: Annotated[tuple[Annotated[str, Line(100)], ...], Field(max_length=20)] = ()
    summary: Annotated[str, Prose(4000)] | None = None


class WaiverBody(StrictModel):
    """Why no assessment is made; today when the day is left out."""

    reason: WaiverReason
    waived_on: date | None = None


@router.post(
    "/municipalities/{municipality}/cases/{case}/assessment/start",
    dependencies=[allow(Role.ASSESSMENT_OFFICIAL, Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Start an assessment",
    description=(
        "The caller is the official who answers for it. Codes: assessment.already_started, "
        "assessment.already_completed, assessment.already_waived, assessment.day_in_the_future, "
        "assessment.before_arrival."
    ),
)
async def start_assessment(
    *,
    municipality: Municipality,
    case: UUID,
    start: Annotated[StartBody, body(StartBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        StartAssessment(municipality, start.started_on or command.today, command.viewer.actor, command.today),
        command,
        municipality=municipality,
    )
    return receipt(done, case, response)


@router.post(
    "/municipalities/{municipality}/cases/{case}/assessment/complete",
    dependencies=[allow(Role.ASSESSMENT_OFFICIAL, Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Complete an assessment",
    description=(
        "Codes: assessment.not_started, assessment.already_completed, assessment.already_waived, "
        "assessment.completed_before_started, assessment.day_in_the_future."
    ),
)
async def complete_assessment(
    *,
    municipality: Municipality,
    case: UUID,
    completion: Annotated[CompletionBody, body(CompletionBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    findings = Findings(
        finnish=completion.finnish,
        swedish=completion.swedish,
        literacy=completion.literacy,
        service_needs=completion.service_needs,
    )
    summary = Summary(uuid5(command.id, "summary"), completion.summary) if completion.summary else None
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        CompleteAssessment(
            municipality,
            completion.completed_on or command.today,
            completion.plan_needed,
            findings,
            summary,
            command.today,
        ),
        command,
        municipality=municipality,
    )
    return receipt(done, case, response)


@router.post(
    "/municipalities/{municipality}/cases/{case}/assessment/waive",
    dependencies=[allow(Role.ASSESSMENT_OFFICIAL, Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Waive an assessment",
    description=(
        "Codes: assessment.already_completed, assessment.already_waived, assessment.day_in_the_future, "
        "assessment.before_arrival."
    ),
)
async def waive_assessment(
    *,
    municipality: Municipality,
    case: UUID,
    waiver: Annotated[WaiverBody, body(WaiverBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        WaiveAssessment(municipality, waiver.waived_on or command.today, waiver.reason, command.today),
        command,
        municipality=municipality,
    )
    return receipt(done, case, response)
