"""Civic orientation over HTTP: hours by theme. What is still lacking, reporting says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.planning.carrying import REFERRERS, client_of, rule_on
from services.planning.orientation.domain import INITIAL, GiveOrientation, State, decide, evolve
from services.planning.orientation.domain import Command as OrientationCommand
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.ledger import Decider
from shared.regions.orientation import HOURS, themes_on
from shared.service import Receipt, Service, receipt

ORIENTATION: Final[Decider[OrientationCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream planning/orientation/<case> is decided by."""

LONGEST_DAY: Final = 12 * 60  # minutes: more isn't given in a day

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["civic orientation"])


class OrientationBody(StrictModel):
    """What of civic orientation the client has had."""

    theme: Annotated[str, Line(40)] = Field(
        description="One of values, rights, gender-equality, integration, work, studies, participation, "
        "everyday-life, history",
        examples=["work"],
    )
    minutes: int = Field(ge=1, le=LONGEST_DAY, description="60 in an hour", examples=[480])
    language: Annotated[str, Field(pattern="^[a-z]{3}$")] = Field(
        "fin", description="ISO 639-3: the language it was given in", examples=["ara"]
    )
    given_on: date | None = Field(None, description="Today where left out")


@router.post(
    "/orientation",
    status_code=201,
    summary="Record hours of multilingual civic orientation, by theme",
    dependencies=[allow(*REFERRERS, Role.ACTIVITY_LEADER)],
    description=(
        "Decree 576/2024: at least 70 hours, nine themes. Codes: orientation.theme_unknown, "
        "planning.day_in_the_future, plan.no_rule_on_the_day."
    ),
)
async def give_orientation(
    *,
    municipality: Municipality,
    case: UUID,
    given: Annotated[OrientationBody, body(OrientationBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    await client_of(service, municipality, case)
    given_on = given.given_on or context.today
    command = GiveOrientation(
        municipality=municipality,
        theme=given.theme,
        minutes=given.minutes,
        given_on=given_on,
        language=given.language,
        themes=frozenset(themes_on(given_on)),
        hours=rule_on(service, municipality, HOURS, given_on, "given_on"),
        today=context.today,
    )
    stream = f"planning/orientation/{case}"
    done = await service.carry_out(ORIENTATION, stream, case, command, context, municipality=municipality)
    return receipt(done, case, response)
