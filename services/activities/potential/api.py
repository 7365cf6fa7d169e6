"""Unused potential over HTTP, written by the municipality that a provider told of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.asking import LEADERS, OrganisationBody, carried
from services.activities.potential.domain import (
    INITIAL,
    OfferPotential,
    State,
    TakeUpPotential,
    WithdrawPotential,
    decide,
    evolve,
)
from services.activities.potential.domain import Command as PotentialCommand
from services.activities.publishing import Passage, region_of, worded
from shared.access.policy import allow
from shared.edge.body import Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.directory import Need
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.service import Service, Written, written

POTENTIAL: Final[Decider[PotentialCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/potential/<offer> is decided by."""

KIND: Final = "potential"

router: Final = APIRouter(prefix="/municipalities/{municipality}/potentials", tags=["service directory"])


class PotentialBody(StrictModel):
    """What a provider could do more than it does."""

    provider: OrganisationBody
    description: Passage
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=18, examples=[["hobbies"]])]
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1, max_length=50, examples=[["fin"]])]
    from_on: date = Field(examples=["2026-09-01"])
    until: date | None = None


class TakenUpBody(StrictModel):
    """The service of the directory that uses it."""

    service_id: UUID = Field(examples=["0190c0de-0000-7000-8000-0000000000aa"])


class WithdrawalBody(StrictModel):
    """It is offered no longer."""

    withdrawn_on: date | None = Field(None, description="Today where left out")


@router.post(
    "",
    status_code=201,
    summary="Record a provider's unused potential",
    dependencies=[allow(*LEADERS)],
    description="Codes: potential.language_missing, potential.ends_before_it_begins.",
)
async def offer_potential(
    *,
    municipality: Municipality,
    offered: Annotated[PotentialBody, body(PotentialBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    thing = uuid5(context.id, KIND)
    command = OfferPotential(
        municipality=municipality,
        provider=offered.provider.said(),
        description=worded(offered.description, "description"),
        required=region_of(service.profiles, municipality).languages,
        needs=tuple(dict.fromkeys(offered.needs)),
        languages=tuple(dict.fromkeys(offered.languages)),
        from_on=offered.from_on,
        until=offered.until,
    )
    done = await carried(service, POTENTIAL, KIND, thing, command, context, municipality, new=True)
    return written(done, thing, response)


@router.post(
    "/{potential}/taken-up",
    summary="Say which service uses what was offered",
    dependencies=[allow(*LEADERS)],
    description="Codes: potential.not_open.",
)
async def take_up_potential(
    *,
    municipality: Municipality,
    potential: UUID,
    taken: Annotated[TakenUpBody, body(TakenUpBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = TakeUpPotential(municipality, taken.service_id)
    done = await carried(service, POTENTIAL, KIND, potential, command, context, municipality)
    return written(done, potential, response)


@router.post(
    "/{potential}/withdraw",
    summary="Withdraw what was offered",
    dependencies=[allow(*LEADERS)],
    description="Codes: potential.day_in_the_future.",
)
async def withdraw_potential(
    *,
    municipality: Municipality,
    potential: UUID,
    withdrawal: Annotated[WithdrawalBody, body(WithdrawalBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = WithdrawPotential(municipality, withdrawal.withdrawn_on or context.today, context.today)
    done = await carried(service, POTENTIAL, KIND, potential, command, context, municipality)
    return written(done, potential, response)
