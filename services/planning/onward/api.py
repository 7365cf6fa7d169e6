"""The way onward over HTTP: applications and their outcome, paths for those who need more support, next steps."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.planning.carrying import REFERRERS, carry_out
from services.planning.onward.domain import AnswerApplication, Apply, BeginPath, EndPath, TakeNextStep
from services.planning.words import Words
from shared.access.policy import allow
from shared.edge.body import Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.planning.onward import ApplicationOutcome, AppliedTo, PathKind, PathOutcome, StepKind
from shared.service import Receipt, Service, receipt

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
async def apply(
    *,
    municipality: Municipality,
    case: UUID,
    made: Annotated[ApplicationBody, body(ApplicationBody)],
    context: Command,
    service: Service,
    response: Response,
) -> ApplicationReceipt:
    application = uuid5(context.id, "application")
    target = Words(uuid5(context.id, "target"), made.target) if made.target else None
    applied_on = made.applied_on or context.today
    command = Apply(municipality, application, applied_on, made.to, target, context.today)
    done = await carry_out(service, municipality, case, command, context)
    return ApplicationReceipt(**receipt(done, case, response).model_dump(), application=application)


@router.post(
    "/applications/{application}/answer",
    summary="What became of an application",
    dependencies=[allow(*REFERRERS)],
    description="Codes: application.already_answered, application.answered_before_made, planning.day_in_the_future.",
)
async def answer_application(
    *,
    municipality: Municipality,
    case: UUID,
    application: UUID,
    answer: Annotated[ApplicationAnswerBody, body(ApplicationAnswerBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    answered_on = answer.answered_on or context.today
    command = AnswerApplication(municipality, application, answered_on, answer.outcome, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/paths",
    status_code=201,
    summary="Somebody walks along with the client into education or work",
    dependencies=[allow(*REFERRERS)],
    description="Codes: planning.day_in_the_future.",
)
async def begin_path(
    *,
    municipality: Municipality,
    case: UUID,
    begun: Annotated[PathBody, body(PathBody)],
    context: Command,
    service: Service,
    response: Response,
) -> PathReceipt:
    path = uuid5(context.id, "path")
    command = BeginPath(municipality, path, begun.begun_on or context.today, begun.kind, context.today)
    done = await carry_out(service, municipality, case, command, context)
    return PathReceipt(**receipt(done, case, response).model_dump(), path=path)


@router.post(
    "/paths/{path}/end",
    summary="Where a path has led",
    dependencies=[allow(*REFERRERS)],
    description="Codes: path.already_ended, path.ended_before_begun, planning.day_in_the_future.",
)
async def end_path(
    *,
    municipality: Municipality,
    case: UUID,
    path: UUID,
    end: Annotated[PathEndBody, body(PathEndBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = EndPath(municipality, path, end.ended_on or context.today, end.outcome, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/next-step",
    summary="What comes next after a course or a service is known",
    dependencies=[allow(*REFERRERS)],
    description="Codes: planning.day_in_the_future.",
)
async def take_next_step(
    *,
    municipality: Municipality,
    case: UUID,
    step: Annotated[NextStepBody, body(NextStepBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = TakeNextStep(municipality, step.taken_on or context.today, step.kind, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)
