"""The way onward over HTTP: applications and their outcome, paths for those who need more support, next steps."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.planning.carrying import CASE, REFERRERS
from services.planning.onward.domain import AnswerApplication, Apply, BeginPath, EndPath, TakeNextStep
from services.planning.words import Words
from shared.access.policy import allow
from shared.edge.body import Prose, StrictModel, body
from shared.events.planning.onward import ApplicationOutcome, AppliedTo, PathKind, PathOutcome, StepKind
from shared.requests import CaseRequest
from shared.service import Receipt

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["onward"])


class ApplicationBody(StrictModel):
    """The client has applied to education or to work."""

    to: AppliedTo = Field(examples=["vocational"])
    target: Annotated[str, Prose(500)] | None = Field(
        None, description="Which school, training or employer; sealed", examples=["Lähihoitaja, Kokkola"]
    )
    applied_on: date | None = Field(None, description="Today where left out")


class ApplicationAnswerBody(StrictModel):
    """The school or the employer has answered."""

    outcome: ApplicationOutcome = Field(examples=["admitted"])
    answered_on: date | None = Field(None, description="Today where left out")


class PathBody(StrictModel):
    """Somebody walks along with the client: for youth Ohjaamo."""

    kind: PathKind = Field(examples=["ohjaamo"])
    begun_on: date | None = Field(None, description="Today where left out")


class PathEndBody(StrictModel):
    """Where the path has led."""

    outcome: PathOutcome = Field(examples=["education"])
    ended_on: date | None = Field(None, description="Today where left out")


class NextStepBody(StrictModel):
    """What comes next after a course or a service, or that nothing needs to."""

    kind: StepKind = Field(examples=["work"])
    taken_on: date | None = Field(None, description="Today where left out")


class ApplicationReceipt(Receipt):
    """The answer to an application: with its id."""

    application: UUID


class PathReceipt(Receipt):
    """The answer to a path: with its id."""

    path: UUID


@router.post(
    "/applications",
    status_code=201,
    summary="The client has applied to education or work",
    dependencies=[allow(*REFERRERS)],
    description="Codes: planning.day_in_the_future.",
)
async def apply(made: Annotated[ApplicationBody, body(ApplicationBody)], request: CaseRequest) -> ApplicationReceipt:
    application = request.new_id("application")
    target = Words(request.new_id("target"), made.target) if made.target else None
    applied_on = made.applied_on or request.today
    command = Apply(request.municipality, application, applied_on, made.to, target, request.today)
    done = await request.carry_out(CASE, command)
    return ApplicationReceipt(**done.model_dump(), application=application)


@router.post(
    "/applications/{application}/answer",
    summary="What became of an application",
    dependencies=[allow(*REFERRERS)],
    description="Codes: application.already_answered, application.answered_before_made, planning.day_in_the_future.",
)
async def answer_application(
    application: UUID, answer: Annotated[ApplicationAnswerBody, body(ApplicationAnswerBody)], request: CaseRequest
) -> Receipt:
    answered_on = answer.answered_on or request.today
    command = AnswerApplication(request.municipality, application, answered_on, answer.outcome, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/paths",
    status_code=201,
    summary="Somebody walks along with the client into education or work",
    dependencies=[allow(*REFERRERS)],
    description="Codes: planning.day_in_the_future.",
)
async def begin_path(begun: Annotated[PathBody, body(PathBody)], request: CaseRequest) -> PathReceipt:
    path = request.new_id("path")
    command = BeginPath(request.municipality, path, begun.begun_on or request.today, begun.kind, request.today)
    done = await request.carry_out(CASE, command)
    return PathReceipt(**done.model_dump(), path=path)


@router.post(
    "/paths/{path}/end",
    summary="Where a path has led",
    dependencies=[allow(*REFERRERS)],
    description="Codes: path.already_ended, path.ended_before_begun, planning.day_in_the_future.",
)
async def end_path(path: UUID, end: Annotated[PathEndBody, body(PathEndBody)], request: CaseRequest) -> Receipt:
    command = EndPath(request.municipality, path, end.ended_on or request.today, end.outcome, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/next-step",
    summary="What comes next after a course or a service is known",
    dependencies=[allow(*REFERRERS)],
    description="Codes: planning.day_in_the_future.",
)
async def take_next_step(step: Annotated[NextStepBody, body(NextStepBody)], request: CaseRequest) -> Receipt:
    command = TakeNextStep(request.municipality, step.taken_on or request.today, step.kind, request.today)
    return await request.carry_out(CASE, command)
