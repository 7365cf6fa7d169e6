"""Needs seen, over HTTP: counts only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.asking import carried
from services.activities.need.domain import INITIAL, SeeNeed, State, decide, evolve
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.directory import Need, NeedSource
from shared.ledger import Decider
from shared.service import Service, Written, written

NEED: Final[Decider[SeeNeed, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/need/<need> is decided by."""

KIND: Final = "need"
WATCHERS: Final = (Role.ADVISER, Role.CASEWORKER, Role.ASSESSMENT_OFFICIAL, Role.ACTIVITY_LEADER)

router: Final = APIRouter(prefix="/municipalities/{municipality}/needs", tags=["service directory"])


class NeedBody(StrictModel):
    """So many people need something; nothing that names them."""

    need: Need = Field(examples=["housing"])
    source: NeedSource = Field(examples=["assessment"])
    people: int = Field(1, ge=1, le=10_000, examples=[3])
    seen_on: date | None = Field(None, description="Today where left out")


@router.post(
    "",
    status_code=201,
    summary="Record a need that was seen",
    dependencies=[allow(*WATCHERS)],
    description="Codes: need.day_in_the_future.",
)
async def see_need(
    *,
    municipality: Municipality,
    seen: Annotated[NeedBody, body(NeedBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    thing = uuid5(context.id, KIND)
    command = SeeNeed(
        municipality=municipality,
        need=seen.need,
        source=seen.source,
        people=seen.people,
        seen_on=seen.seen_on or context.today,
        today=context.today,
    )
    done = await carried(service, NEED, KIND, thing, command, context, municipality, new=True)
    return written(done, thing, response)
