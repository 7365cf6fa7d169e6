"""Municipal places and quota groups over HTTP: agreed on, expected, offered, taken, declined."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.placement import places as year_places
from services.intake.placement.domain import (
    INITIAL,
    AllocateFamily,
    DeclineFamily,
    ExpectGroup,
    Group,
    State,
    TakeFamily,
    decide,
    evolve,
)
from services.intake.placement.domain import Command as QuotaCommand
from services.intake.placement.places import AgreePlaces, TakePlaces, places_of
from services.intake.placement.places import Command as PlacesCommand
from services.intake.servicepoints.api import required_languages
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Problem
from shared.events.intake.placement import NoPlaceReason
from shared.ledger import Beside, Decider
from shared.requests import MunicipalRequest
from shared.service import Written

QUOTA: Final[Decider[QuotaCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/quota/<group> is decided by."""

PLACES: Final[Decider[PlacesCommand, year_places.State]] = Decider(
    year_places.INITIAL, year_places.decide, year_places.evolve
)
"""What a stream intake/places/<municipality and year> is decided by."""

KEEPERS: Final = (Role.CASEWORKER, Role.INTEGRATION_UNIT)

router: Final = APIRouter(prefix="/municipalities/{municipality}", tags=["placement"])


class PlacesBody(StrictModel):
    """How many people the municipality takes in a year."""

    year: int = Field(ge=2010, le=2100, examples=[2026])
    places: int = Field(ge=0, le=10_000, examples=[30])


class GroupBody(StrictModel):
    """A quota group that is to come to the region."""

    number: Annotated[str, Line(60)] = Field(description="The authorities' number for it", examples=["KP-2026-3"])
    arrives_on: date | None = Field(None, examples=["2026-09-01"])


class FamilyBody(StrictModel):
    """A family of the group, offered to a municipality."""

    receiver: Annotated[str, Field(pattern="^[0-9]{3}$", examples=["743"])]
    persons: int = Field(ge=1, le=100, examples=[5])
    family: UUID | None = Field(None, description="One that another municipality has declined; a new one if left out")


class TakingBody(StrictModel):
    """On which year's places."""

    year: int = Field(ge=2010, le=2100, examples=[2026])


class NoPlaceBody(StrictModel):
    """Why the municipality does not take it."""

    reason: NoPlaceReason = Field(examples=["housing"])


class FamilyReceipt(Written):
    """The answer to an offer: with the family's id."""

    family: UUID


def stream_of_quota(group: UUID) -> str:
    return f"intake/quota/{group}"


@router.post(
    "/places",
    status_code=201,
    summary="Agree on a year's municipal places",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: places.fewer_than_taken.",
)
async def agree_places(agreed: Annotated[PlacesBody, body(PlacesBody)], request: MunicipalRequest) -> Written:
    required_languages(request.service, request.municipality)  # 404: it is none of the deployment
    year = places_of(request.municipality, agreed.year)
    command = AgreePlaces(request.municipality, agreed.year, agreed.places)
    return await request.carry_out_on(PLACES, "places", year, command)


@router.post(
    "/quota-groups",
    status_code=201,
    summary="Expect a quota group",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
)
async def expect_group(expected: Annotated[GroupBody, body(GroupBody)], request: MunicipalRequest) -> Written:
    required_languages(request.service, request.municipality)  # 404: it is none of the deployment
    group = request.new_id("quota")
    command = ExpectGroup(request.municipality, expected.number, expected.arrives_on)
    return await request.carry_out_on(QUOTA, "quota", group, command)


@router.post(
    "/quota-groups/{group}/families",
    status_code=201,
    summary="Offer a family of the group to a municipality",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: placement.family_is_allocated, code.municipality_outside.",
)
async def allocate_family(
    group: UUID, offered: Annotated[FamilyBody, body(FamilyBody)], request: MunicipalRequest
) -> FamilyReceipt:
    if offered.receiver not in request.service.profiles:
        raise Problem.of(422, "code.municipality_outside", "receiver")
    family = offered.family or request.new_id("family")
    command = AllocateFamily(request.municipality, family, offered.receiver, offered.persons)
    done = await request.carry_out_on(QUOTA, "quota", group, command)
    return FamilyReceipt(**done.model_dump(), family=family)


@router.post(
    "/quota-groups/{group}/families/{family}/take",
    summary="Take a family, on a year's places",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description=(
        "In the name of the municipality that it is offered to. Codes: places.none_agreed, places.none_left, "
        "placement.family_is_taken."
    ),
)
async def take_family(
    group: UUID, family: UUID, taken: Annotated[TakingBody, body(TakingBody)], request: MunicipalRequest
) -> Written:
    state, _ = await request.service.ledger.load(QUOTA, stream_of_quota(group))
    known = state.families.get(family) if isinstance(state, Group) else None
    if known is None or known.receiver != request.municipality:
        raise not_found()
    year = places_of(request.municipality, taken.year)
    taken_up = Beside(PLACES, f"intake/places/{year}", year, TakePlaces(family, known.persons))
    command = TakeFamily(request.municipality, family, taken.year)
    return await request.carry_out_on(QUOTA, "quota", group, command, beside=[taken_up])


@router.post(
    "/quota-groups/{group}/families/{family}/decline",
    summary="Decline a family",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="In the name of the municipality that it is offered to. Codes: placement.family_is_taken.",
)
async def decline_family(
    group: UUID, family: UUID, declined: Annotated[NoPlaceBody, body(NoPlaceBody)], request: MunicipalRequest
) -> Written:
    command = DeclineFamily(request.municipality, family, declined.reason)
    return await request.carry_out_on(QUOTA, "quota", group, command)
