"""Service points over HTTP: opened, their hours changed, closed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, TypeAlias
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.servicepoints.domain import (
    INITIAL,
    ChangeHours,
    ClosePoint,
    OpenPoint,
    State,
    decide,
    evolve,
)
from services.intake.servicepoints.domain import Command as PointCommand
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Problem
from shared.events.intake.servicepoints import Exceptional, Open, OpeningHours, Weekday, Weekly
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.regions.localised import LocalisedText
from shared.regions.profiles import MunicipalityOutsideError
from shared.regions.texts import Language
from shared.requests import MunicipalRequest
from shared.service import Running, Written

POINT: Final[Decider[PointCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/point/<point> is decided by."""

KEEPERS: Final = (Role.ADVISER, Role.CASEWORKER, Role.INTEGRATION_UNIT)
MOST: Final = 100
TimeOfDay: TypeAlias = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]

router: Final = APIRouter(prefix="/municipalities/{municipality}/service-points", tags=["guidance"])


class NameBody(StrictModel):
    """What it is called; every language that the region's profile requires must be there."""

    fi: Annotated[str, Line(200)] | None = Field(None, examples=["Neuvontapiste Ohjuri"])
    sv: Annotated[str, Line(200)] | None = Field(None, examples=["Rådgivningen Lotsen"])
    en: Annotated[str, Line(200)] | None = Field(None, examples=["Advice point"])

    def said(self, required: tuple[Language, ...], field: str = "name") -> LocalisedText:
        """Raises: Problem: 422 `request.field_missing`: it says nothing in any language."""
        texts = self.model_dump(exclude_none=True)
        if not texts:
            raise Problem.of(422, "request.field_missing", f"{field}.{required[0]}")
        return LocalisedText(**texts)


class OpenBody(StrictModel):
    """From a time to a time of one day, by the point's clock."""

    opens: TimeOfDay = Field(examples=["09:00"])
    closes: TimeOfDay = Field(examples=["16:00"])

    def said(self) -> Open:
        return Open(opens=self.opens, closes=self.closes)


class WeeklyBody(OpenBody):
    """Open so on these days of every week."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7, examples=[["Mo", "Tu"]])]


class ExceptionBody(StrictModel):
    """Other hours from a day to a day; closed where no hours are given."""

    first: date = Field(examples=["2026-12-24"])
    last: date = Field(examples=["2026-12-26"])
    open: Annotated[tuple[OpenBody, ...], Field(max_length=10)] = ()


class HoursBody(StrictModel):
    """A point's week and its exceptions."""

    weekly: Annotated[tuple[WeeklyBody, ...], Field(max_length=MOST)] = ()
    exceptions: Annotated[tuple[ExceptionBody, ...], Field(max_length=MOST)] = ()
    closed_on_holidays: bool = Field(default=True, description="Closed on Finland's public holidays")

    def said(self) -> OpeningHours:
        return OpeningHours(
            weekly=tuple(Weekly(days=one.days, open=one.said()) for one in self.weekly),
            exceptions=tuple(
                Exceptional(first=one.first, last=one.last, open=tuple(each.said() for each in one.open))
                for one in self.exceptions
            ),
            closed_on_holidays=self.closed_on_holidays,
        )


class PointBody(StrictModel):
    """A service point; all of it is published."""

    name: NameBody
    address: Annotated[str, Line(200)] = Field(examples=["Rantakatu 16, 67100 Kokkola"])
    zone: Annotated[str, Line(60)] = Field("Europe/Helsinki", description="Its clock's time zone (IANA)")
    hours: HoursBody
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=MOST, examples=[["fin", "swe", "rus"]])] = ()
    opened_on: date | None = Field(None, description="Its first day; today where left out")


class HoursChangeBody(StrictModel):
    """The hours from now on, exceptions included."""

    hours: HoursBody


class ClosingBody(StrictModel):
    """The last day."""

    closed_on: date | None = Field(None, description="Its last day; today where left out")


def stream_of_point(point: UUID) -> str:
    return f"intake/point/{point}"


def required_languages(service: Running, municipality: str) -> tuple[Language, ...]:
    """The languages that whatever the municipality's region publishes is said in.

    Raises:
        Problem: 404 where the municipality is none of the deployment.
    """
    try:
        return service.profiles.for_municipality(municipality).languages
    except MunicipalityOutsideError:
        raise not_found() from None


@router.post(
    "",
    status_code=201,
    summary="Open a service point",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description=(
        "Codes: servicepoint.name_language_missing, servicepoint.no_such_zone, servicepoint.closes_before_it_opens, "
        "servicepoint.hours_overlap, servicepoint.exception_ends_before_it_begins."
    ),
)
async def open_point(opened: Annotated[PointBody, body(PointBody)], request: MunicipalRequest) -> Written:
    required = required_languages(request.service, request.municipality)
    point = request.new_id("point")
    command = OpenPoint(
        point=point,
        municipality=request.municipality,
        name=opened.name.said(required),
        required=required,
        address=opened.address,
        zone=opened.zone,
        hours=opened.hours.said(),
        languages=opened.languages,
        opened_on=opened.opened_on or request.today,
    )
    return await request.carry_out_on(POINT, "point", point, command)


@router.post(
    "/{point}/hours",
    summary="Change a point's opening hours and exceptions",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description=(
        "Codes: servicepoint.closed, servicepoint.closes_before_it_opens, servicepoint.hours_overlap, "
        "servicepoint.exception_ends_before_it_begins."
    ),
)
async def change_hours(
    point: UUID, change: Annotated[HoursChangeBody, body(HoursChangeBody)], request: MunicipalRequest
) -> Written:
    command = ChangeHours(request.municipality, change.hours.said())
    return await request.carry_out_on(POINT, "point", point, command)


@router.post(
    "/{point}/close",
    summary="Close a service point for good",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: servicepoint.closed_before_opened.",
)
async def close_point(
    point: UUID, closing: Annotated[ClosingBody, body(ClosingBody)], request: MunicipalRequest
) -> Written:
    command = ClosePoint(request.municipality, closing.closed_on or request.today)
    return await request.carry_out_on(POINT, "point", point, command)
