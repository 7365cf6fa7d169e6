"""Owners of groups and networks over HTTP. The id is the group's or the network's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, assert_never
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.activities.api import GROUP
from services.activities.asking import LEADERS, OrganisationBody
from services.activities.asset.domain import INITIAL, NameOwner, State, WindUp, decide, evolve
from services.activities.asset.domain import Command as AssetCommand
from services.activities.cooperation.api import NETWORK
from services.activities.cooperation.domain import Formed
from services.activities.publishing import Wording, region_of, worded
from services.activities.standing import NotOpen
from shared.access.policy import allow, not_found
from shared.edge.body import StrictModel, body
from shared.events.activities.directory import Asset
from shared.ledger import Decider
from shared.requests import MunicipalRequest
from shared.service import Running, Written

ASSET: Final[Decider[AssetCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/asset/<group or network> is decided by."""

KIND: Final = "asset"

router: Final = APIRouter(prefix="/municipalities/{municipality}/owned/{thing}", tags=["service directory"])


class OwnershipBody(StrictModel):
    """Who answers for a group or a network, and until when."""

    asset: Asset = Field(examples=["group"])
    title: Wording
    owner: OrganisationBody
    from_on: date | None = Field(None, description="Today where left out")
    until: date | None = Field(None, description="Left out where the owner is a permanent one", examples=["2027-12-31"])


class WindUpBody(StrictModel):
    """It is no more."""

    ended_on: date | None = Field(None, description="Today where left out")


@router.post(
    "/owner",
    status_code=201,
    summary="Name the owner of a group or a network",
    dependencies=[allow(*LEADERS)],
    # Not anybody's id: whoever named an owner first would keep the others from naming theirs.
    description=(
        "Of the municipality's own. "
        "Codes: asset.wound_up, asset.of_another_kind, asset.ends_before_it_begins, asset.language_missing."
    ),
)
async def name_owner(
    thing: UUID, named: Annotated[OwnershipBody, body(OwnershipBody)], request: MunicipalRequest
) -> Written:
    if await _whose(request.service, named.asset, thing) != request.municipality:
        raise not_found()
    command = NameOwner(
        municipality=request.municipality,
        asset=named.asset,
        title=worded(named.title, "title"),
        required=region_of(request.service.profiles, request.municipality).languages,
        owner=named.owner.said(),
        from_on=named.from_on or request.today,
        until=named.until,
    )
    return await request.carry_out_on(ASSET, KIND, thing, command)


async def _whose(service: Running, asset: Asset, thing: UUID) -> str | None:
    """The municipality that has the group or network, which is in the same ledger; nobody has one that is not there."""
    match asset:
        case Asset.GROUP:
            group, _ = await service.ledger.load(GROUP, f"activities/group/{thing}")
            return None if isinstance(group, NotOpen) else group.group.municipality
        case Asset.NETWORK:
            network, _ = await service.ledger.load(NETWORK, f"activities/network/{thing}")
            return network.municipality if isinstance(network, Formed) else None
    assert_never(asset)


@router.post(
    "/wind-up",
    summary="Say that a group or a network is no more",
    dependencies=[allow(*LEADERS)],
    description="Codes: asset.day_in_the_future.",
)
async def wind_up(thing: UUID, end: Annotated[WindUpBody, body(WindUpBody)], request: MunicipalRequest) -> Written:
    command = WindUp(request.municipality, end.ended_on or request.today, request.today)
    return await request.carry_out_on(ASSET, KIND, thing, command)
