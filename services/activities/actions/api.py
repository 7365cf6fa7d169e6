"""Actions over HTTP: postponed or done. What they are, workshops and meetings say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.actions.domain import (
    INITIAL,
    FinishAction,
    PostponeAction,
    State,
    decide,
    evolve,
)
from services.activities.actions.domain import Command as ActionCommand
from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.publishing import Wording, worded
from shared.access.policy import allow
from shared.edge.body import Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.ledger import Decider
from shared.service import Service, Written

ACTION: Final[Decider[ActionCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/action/<action> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/actions", tags=["actions"])


class DoneBody(StrictModel):
    """It is done."""

    done_on: date | None = Field(None, description="Today where left out")


class PostponeBody(StrictModel):
    """Another day is agreed."""

    due_on: date = Field(examples=["2027-06-30"])
    reason: Wording


@router.post(
    "/{action}/done",
    summary="Record that an action is done",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: action.done_already, action.done_in_the_future.",
)
async def done(
    *,
    municipality: Municipality,
    action: UUID,
    said: Annotated[DoneBody, body(DoneBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = FinishAction(municipality, said.done_on or context.today, context.today)
    return await carried_out(service, ACTION, "action", action, command, context, municipality, response)


@router.post(
    "/{action}/postpone",
    summary="Agree on a later day for an action",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: action.done_already, action.postponed_to_no_later_day.",
)
async def postpone(
    *,
    municipality: Municipality,
    action: UUID,
    said: Annotated[PostponeBody, body(PostponeBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = PostponeAction(municipality, said.due_on, worded(said.reason, "reason"))
    return await carried_out(service, ACTION, "action", action, command, context, municipality, response)
