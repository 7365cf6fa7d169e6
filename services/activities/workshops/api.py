"""Strategy work over HTTP: begun, its workshops, and outcomes that become actions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.publishing import Wording, region_of, worded
from services.activities.workshops.domain import (
    INITIAL,
    BeginStrategy,
    HoldWorkshop,
    State,
    TakeUpOutcome,
    decide,
    evolve,
)
from services.activities.workshops.domain import Command as StrategyCommand
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.workshops import ParticipantKind, Stage
from shared.ledger import Decider
from shared.service import Service, Written

STRATEGY: Final[Decider[StrategyCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/strategy/<strategy> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/strategies", tags=["strategies"])


class StrategyBody(StrictModel):
    """Strategy work on integration."""

    title: Wording


class AttendeesLine(StrictModel):
    """How many of one kind took part."""

    kind: ParticipantKind = Field(examples=["immigrated_residents"])
    people: int = Field(ge=1, le=5_000, examples=[9])


class WorkshopBody(StrictModel):
    """A workshop of a stage; stages go in their order, and each may have several."""

    stage: Stage = Field(examples=["current_state"])
    held_on: date | None = Field(None, description="Today where left out")
    attendees: Annotated[tuple[AttendeesLine, ...], Field(min_length=1, max_length=20)]
    outcomes: Annotated[tuple[Wording, ...], Field(max_length=100)] = ()


class TakeUpBody(StrictModel):
    """Who acts on an outcome, by when; `what` where it is said otherwise than the outcome."""

    what: Wording | None = None
    owner: Annotated[str, Line(200)] = Field(
        description="An organisation or a function, never a person", examples=["Sivistystoimi"]
    )
    due_on: date = Field(examples=["2027-03-31"])


class WorkshopWritten(Written):
    """The answer to a workshop: its id, and its outcomes' in the order in which they were said."""

    workshop: UUID
    outcomes: list[UUID]


class ActionWritten(Written):
    """The answer to an outcome taken up: the action's id."""

    action: UUID


@router.post("", status_code=201, summary="Begin strategy work", dependencies=[allow(*COORDINATORS)])
async def begin(
    *,
    municipality: Municipality,
    begun: Annotated[StrategyBody, body(StrategyBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    region_of(service.profiles, municipality)
    command = BeginStrategy(municipality, worded(begun.title, "title"))
    strategy = uuid5(context.id, "strategy")
    return await carried_out(
        service, STRATEGY, "strategy", strategy, command, context, municipality, response, new=True
    )


@router.post(
    "/{strategy}/workshops",
    status_code=201,
    summary="Record a workshop",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Codes: workshop.held_in_the_future, workshop.before_the_last_one, workshop.stage_skipped, "
        "workshop.nobody_there."
    ),
)
async def hold(
    *,
    municipality: Municipality,
    strategy: UUID,
    held: Annotated[WorkshopBody, body(WorkshopBody)],
    context: Command,
    service: Service,
    response: Response,
) -> WorkshopWritten:
    attendees: Counter[ParticipantKind] = Counter()
    for line in held.attendees:
        attendees[line.kind] += line.people
    outcomes = {
        uuid5(context.id, f"outcome {number}"): worded(what, f"outcomes.{number}")
        for number, what in enumerate(held.outcomes)
    }
    workshop = uuid5(context.id, "workshop")
    command = HoldWorkshop(
        municipality, workshop, held.stage, held.held_on or context.today, attendees, outcomes, context.today
    )
    made = await carried_out(service, STRATEGY, "strategy", strategy, command, context, municipality, response)
    return WorkshopWritten(**made.model_dump(), workshop=workshop, outcomes=list(outcomes))


@router.post(
    "/{strategy}/outcomes/{outcome}/action",
    status_code=201,
    summary="Make an action of an outcome, with its owner and day",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: workshop.outcome_taken_up_already, action.due_in_the_past.",
)
async def take_up(
    *,
    municipality: Municipality,
    strategy: UUID,
    outcome: UUID,
    taken: Annotated[TakeUpBody, body(TakeUpBody)],
    context: Command,
    service: Service,
    response: Response,
) -> ActionWritten:
    action = uuid5(context.id, "action")
    what = None if taken.what is None else worded(taken.what, "what")
    command = TakeUpOutcome(municipality, outcome, action, what, taken.owner, taken.due_on, context.today)
    made = await carried_out(service, STRATEGY, "strategy", strategy, command, context, municipality, response)
    return ActionWritten(**made.model_dump(), action=action)
