"""The service directory over HTTP, written by the municipality that keeps an entry. Reads are reporting's."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from services.activities.asking import LEADERS, OrganisationBody, known
from services.activities.directory.domain import (
    INITIAL,
    ChangeService,
    EndService,
    HandOverService,
    ListService,
    State,
    decide,
    evolve,
)
from services.activities.directory.domain import Command as ServiceCommand
from services.activities.publishing import Passage, Wording, region_of, worded
from services.activities.wording import as_published
from shared.access.policy import allow
from shared.edge.body import Line, StrictModel, body
from shared.events.activities.directory import (
    CostKind,
    Need,
    OpeningHours,
    Place,
    ServiceDetails,
    ServiceKind,
    Weekday,
)
from shared.ledger import Decider
from shared.regions.codes import LanguageCode, MunicipalityCode
from shared.requests import MunicipalRequest
from shared.service import Running, Written

SERVICE: Final[Decider[ServiceCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/service/<service> is decided by."""

KIND: Final = "service"
MILLION: Final = 1_000_000

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
PostalCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]

router: Final = APIRouter(prefix="/municipalities/{municipality}/services", tags=["service directory"])


class HoursBody(StrictModel):
    """Open every such weekday, Helsinki time."""

    weekday: Weekday = Field(examples=["MO"])
    opens: TimeOfDay = Field(examples=["09:00"])
    closes: TimeOfDay = Field(examples=["15:30"])


class PlaceBody(StrictModel):
    """Where the service is given; coordinates in WGS84 degrees."""

    street: Annotated[str, Line(200)] = Field(examples=["Kirkkopuistikko 26"])
    postal_code: PostalCode = Field(examples=["65100"])
    city: Annotated[str, Line(100)] = Field(examples=["Vaasa"])
    latitude: float | None = Field(None, ge=-90, le=90, examples=[63.096])
    longitude: float | None = Field(None, ge=-180, le=180, examples=[21.616])

    def said(self) -> Place:
        return Place(
            street=self.street,
            postal_code=self.postal_code,
            city=self.city,
            latitude=None if self.latitude is None else round(self.latitude * MILLION),
            longitude=None if self.longitude is None else round(self.longitude * MILLION),
        )


class DetailsBody(StrictModel):
    """A service as the directory shows it."""

    name: Wording
    description: Passage
    kind: ServiceKind = Field(examples=["third_sector"])
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=18, examples=[["language", "social"]])]
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1, max_length=50, examples=[["fin", "swe"]])]
    serves: Annotated[tuple[MunicipalityCode, ...], Field(min_length=1, max_length=100, examples=[["905", "499"]])]
    place: PlaceBody | None = None
    cost: CostKind = Field(CostKind.FREE, examples=["free"])
    cents: int | None = Field(None, ge=1, le=1_000_000, description="The fee, in cents", examples=[500])
    opening_hours: Annotated[tuple[HoursBody, ...], Field(max_length=50)] = ()

    def said(self, service: Running) -> ServiceDetails:
        hours = tuple(
            OpeningHours(weekday=one.weekday, opens=one.opens, closes=one.closes) for one in self.opening_hours
        )
        return ServiceDetails(
            name=as_published(worded(self.name, "name")),
            description=as_published(worded(self.description, "description")),
            kind=self.kind,
            needs=tuple(dict.fromkeys(self.needs)),
            languages=tuple(dict.fromkeys(self.languages)),
            serves=known(service, self.serves, "serves"),
            place=None if self.place is None else self.place.said(),
            cost=self.cost,
            cents=self.cents,
            opening_hours=hours,
        )


class ServiceBody(DetailsBody):
    """A service with the organisation that answers for it."""

    owner: OrganisationBody
    funded_until: date | None = Field(
        None, description="The last day with money for it; left out where it is permanent", examples=["2027-12-31"]
    )


class HandoverBody(StrictModel):
    """Another organisation answers for the service, or the same one until another day."""

    owner: OrganisationBody
    from_on: date = Field(examples=["2027-01-01"])
    funded_until: date | None = Field(None, description="Left out where the owner is a permanent one")


class EndBody(StrictModel):
    """The service is given no longer."""

    ended_on: date | None = Field(None, description="The last day; today where left out")


@router.post(
    "",
    status_code=201,
    summary="List a service in the directory",
    dependencies=[allow(*LEADERS)],
    description=(
        "Codes: service.language_missing, service.funding_is_over, service.closes_before_it_opens, "
        "service.free_has_no_price, service.price_missing, code.municipality_outside."
    ),
)
async def list_service(listed: Annotated[ServiceBody, body(ServiceBody)], request: MunicipalRequest) -> Written:
    thing = request.new_id(KIND)
    command = ListService(
        municipality=request.municipality,
        details=listed.said(request.service),
        owner=listed.owner.said(),
        funded_until=listed.funded_until,
        required=region_of(request.service.profiles, request.municipality).languages,
        today=request.today,
    )
    return await request.carry_out_on(SERVICE, KIND, thing, command, new=True)


@router.post(
    "/{service_id}/details",
    summary="Describe a service anew",
    dependencies=[allow(*LEADERS)],
    description=(
        "Codes: service.ended, service.language_missing, service.closes_before_it_opens, service.free_has_no_price, "
        "service.price_missing, code.municipality_outside."
    ),
)
async def change_service(
    service_id: UUID, changed: Annotated[DetailsBody, body(DetailsBody)], request: MunicipalRequest
) -> Written:
    command = ChangeService(
        request.municipality,
        changed.said(request.service),
        region_of(request.service.profiles, request.municipality).languages,
    )
    return await request.carry_out_on(SERVICE, KIND, service_id, command)


@router.post(
    "/{service_id}/owner",
    summary="Hand a service over to another owner",
    dependencies=[allow(*LEADERS)],
    description="Codes: service.ended, service.funding_ends_before_it_begins.",
)
async def hand_over_service(
    service_id: UUID, handover: Annotated[HandoverBody, body(HandoverBody)], request: MunicipalRequest
) -> Written:
    command = HandOverService(request.municipality, handover.owner.said(), handover.from_on, handover.funded_until)
    return await request.carry_out_on(SERVICE, KIND, service_id, command)


@router.post(
    "/{service_id}/end",
    summary="End a service",
    dependencies=[allow(*LEADERS)],
    description="Codes: service.day_in_the_future.",
)
async def end_service(service_id: UUID, end: Annotated[EndBody, body(EndBody)], request: MunicipalRequest) -> Written:
    command = EndService(request.municipality, end.ended_on or request.today, request.today)
    return await request.carry_out_on(SERVICE, KIND, service_id, command)
