"""Unused potential over HTTP, written by the municipality that a provider told of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.activities.asking import LEADERS, OrganisationBody
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
from shared.edge.body import StrictModel, body
from shared.events.activities.directory import Need
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.requests import MunicipalRequest
from shared.service import Written

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
async def offer_potential(offered: Annotated[PotentialBody, body(PotentialBody)], request: MunicipalRequest) -> Written:
    thing = request.new_id(KIND)
    command = OfferPotential(
        municipality=request.municipality,
        provider=offered.provider.said(),
        description=worded(offered.description, "description"),
        required=region_of(request.service.profiles, request.municipality).languages,
        needs=tuple(dict.fromkeys(offered.needs)),
        languages=tuple(dict.fromkeys(offered.languages)),
        from_on=offered.from_on,
        until=offered.until,
    )
    return await request.carry_out_on(POTENTIAL, KIND, thing, command, new=True)


@router.post(
    "/{potential}/taken-up",
    summary="Say which service uses what was offered",
    dependencies=[allow(*LEADERS)],
    description="Codes: potential.not_open.",
)
async def take_up_potential(
    potential: UUID, taken: Annotated[TakenUpBody, body(TakenUpBody)], request: MunicipalRequest
) -> Written:
    command = TakeUpPotential(request.municipality, taken.service_id)
    return await request.carry_out_on(POTENTIAL, KIND, potential, command)


@router.post(
    "/{potential}/withdraw",
    summary="Withdraw what was offered",
    dependencies=[allow(*LEADERS)],
    description="Codes: potential.day_in_the_future.",
)
async def withdraw_potential(
    potential: UUID, withdrawal: Annotated[WithdrawalBody, body(WithdrawalBody)], request: MunicipalRequest
) -> Written:
    command = WithdrawPotential(request.municipality, withdrawal.withdrawn_on or request.today, request.today)
    return await request.carry_out_on(POTENTIAL, KIND, potential, command)
