"""Needs seen, over HTTP: counts only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from services.activities.need.domain import INITIAL, SeeNeed, State, decide, evolve
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import StrictModel, body
from shared.events.activities.directory import Need, NeedSource
from shared.ledger import Decider
from shared.requests import MunicipalRequest
from shared.service import Written

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
async def see_need(seen: Annotated[NeedBody, body(NeedBody)], request: MunicipalRequest) -> Written:
    thing = request.new_id(KIND)
    command = SeeNeed(
        municipality=request.municipality,
        need=seen.need,
        source=seen.source,
        people=seen.people,
        seen_on=seen.seen_on or request.today,
        today=request.today,
    )
    return await request.carry_out_on(NEED, KIND, thing, command, new=True)
