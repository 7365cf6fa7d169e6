"""The service directory: who gives what, in which language and how far; gaps, overlaps, owners, unused potential."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, NETWORK, UNIT, After, Page, Reader, Size, waited
from services.reporting.figures import SMALL
from services.reporting.hsds import HsdsPage, page_of
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.edge.body import Municipality
from shared.events.activities.directory import CostKind, Need, ServiceKind
from shared.regions.distances import Point, centre, kilometres

router: Final = APIRouter(tags=["service directory"])

MILLION: Final = 1_000_000
YEAR: Final = timedelta(days=365)
Columns: TypeAlias = Mapping[str, Any] | asyncpg.Record
Texts: TypeAlias = dict[str, str]


class Hours(Answer):
    """Open every such weekday, Helsinki time."""

    weekday: str = Field(examples=["MO"])
    opens: str = Field(examples=["09:00"])
    closes: str = Field(examples=["15:30"])


class ServiceEntry(Answer):
    """A service; `kilometres` from the centre of the municipality that is asked for, None where it has no place."""

    service: UUID
    name: Texts
    description: Texts
    kind: str = Field(examples=["third_sector"])
    needs: list[str]
    languages: list[str]
    serves: list[str]
    street: str | None
    postal_code: str | None
    city: str | None
    kilometres: int | None
    cost: str
    cents: int | None
    opening_hours: list[Hours]
    owner: str
    business_id: str | None
    funded_until: date | None
    kept_by: str


class Directory(At):
    """The services that fit, the nearest first; those without a place come last."""

    rows: list[ServiceEntry]
    total: int
    page: int
    size: int


class Supplied(Answer):
    """A need, how many people were seen to have it in a year, and who answers it.

    `standing`: gap (seen, and no service), short (services, and one that was full for `turned_away` of the people),
    overlap (two owners or more, and fewer people than services), unused (a service, and nobody seen), met. A person
    counts once, wherever the need was seen: counted, wished for, assessed, or referred; a forecast counts besides.
    """

    need: str
    people: int
    turned_away: int
    services: int
    owners: int
    official: int
    third_sector: int
    private: int
    standing: str = Field(examples=["gap"])


class Supply(At):
    """Supply against need in one municipality, since a day; `gaps` and `overlaps` name the needs."""

    since: date
    rows: list[Supplied]
    gaps: list[str]
    overlaps: list[str]


class Owned(Answer):
    """A service, group or network and its owner; `days_left` until it has none, None where the owner is permanent."""

    thing: UUID
    asset: str = Field(examples=["service"])
    title: Texts
    owner: str | None
    business_id: str | None
    from_on: date | None
    until: date | None
    days_left: int | None
    permanent: bool
    handovers: int


class Handovers(At):
    """What has an owner in the municipality; those about to lose theirs come first."""

    rows: list[Owned]
    losing: int


class Potential(Answer):
    """What a provider could do more than it does."""

    potential: UUID
    provider: str
    business_id: str | None
    description: Texts
    needs: list[str]
    languages: list[str]
    from_on: date
    until: date | None
    state: str
    service: UUID | None
    kept_by: str


class Potentials(At):
    """What is offered, by the day from which it is."""

    rows: list[Potential]


def texts(row: Columns, name: str) -> Texts:
    """The languages in which the columns `name`_fi, _sv, _en say something."""
    return {one: row[f"{name}_{one}"] for one in ("fi", "sv", "en") if row[f"{name}_{one}"]}


def _place(row: Columns) -> Point | None:
    if row["latitude"] is None or row["longitude"] is None:
        return None
    return Point(row["latitude"] / MILLION, row["longitude"] / MILLION)


def _entry(row: Columns, near: Point) -> ServiceEntry:
    place = _place(row)
    return ServiceEntry(
        service=row["key"],
        name=texts(row, "name"),
        description=texts(row, "description"),
        kind=row["kind"],
        needs=row["needs"].split(),
        languages=row["languages"].split(),
        serves=row["serves"].split(),
        street=row["street"],
        postal_code=row["postal_code"],
        city=row["city"],
        kilometres=None if place is None else kilometres(near, place),
        cost=row["cost"],
        cents=row["cents"],
        opening_hours=[Hours(weekday=day, opens=opens, closes=closes) for day, opens, closes in _hours(row)],
        owner=row["owner"],
        business_id=row["business_id"],
        funded_until=row["funded_until"],
        kept_by=row["kept_by"],
    )


def _hours(row: Columns) -> list[tuple[str, str, str]]:
    return [(day, opens, closes) for day, opens, closes in orjson.loads(row["hours"])]


@router.get(
    "/municipalities/{municipality}/services",
    dependencies=[allow(*NETWORK)],
    summary="Services by need, language, distance, cost and kind",
)
async def services(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    need: Need | None = None,
    language: Annotated[str | None, Query(pattern="^[a-z]{3}$")] = None,
    kind: ServiceKind | None = None,
    cost: CostKind | None = None,
    max_cents: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
    within_km: Annotated[int | None, Query(ge=0, le=2_000)] = None,
    elsewhere: Annotated[bool, Query(description="Also those that serve other municipalities only")] = False,  # noqa: FBT002
    page: Page = 1,
    size: Size = 50,
    after: After = None,
) -> Directory:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    near = centre(municipality)

    async def answer(reading: Reading) -> Directory:
        served = None if elsewhere else municipality
        rows = await reading.rows("services", served, need, language, kind, cost, max_cents)
        entries = [_entry(row, near) for row in rows]
        if within_km is not None:  # what has no place comes to people by itself, however far they are
            entries = [one for one in entries if one.kilometres is None or one.kilometres <= within_km]
        entries.sort(key=lambda one: (one.kilometres is None, one.kilometres or 0))
        return Directory(
            rows=entries[(page - 1) * size : page * size],
            total=len(entries),
            page=page,
            size=size,
            position=reading.positions,
        )

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/services/hsds",
    dependencies=[allow(*NETWORK)],
    summary="The directory in Open Referral's Human Services Data Specification 3.0",
)
async def exported(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    page: Page = 1,
    size: Size = 100,
    after: After = None,
) -> HsdsPage:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> HsdsPage:
        rows = await reading.rows("services", municipality, None, None, None, None, None)
        return page_of(rows, page=page, size=size, language=viewer.language)

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/supply",
    dependencies=[allow(*LEADERS, *UNIT)],
    summary="Supply against need: gaps and overlaps",
)
async def supply(municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None) -> Supply:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    since = reports.clock.today() - YEAR

    async def answer(reading: Reading) -> Supply:
        found = await reading.rows("supply", municipality, since, SMALL)
        rows = [Supplied(**row, standing=standing(row)) for row in found]
        return Supply(
            since=since,
            rows=rows,
            gaps=[row.need for row in rows if row.standing in {"gap", "short"}],
            overlaps=[row.need for row in rows if row.standing == "overlap"],
            position=reading.positions,
        )

    return await reports.read(within, answer)


def standing(row: Columns) -> str:
    """How supply stands to need."""
    if row["services"] == 0:
        return "gap"
    if row["turned_away"] > 0:
        return "short"
    if row["owners"] > 1 and row["people"] < row["services"]:
        return "overlap"
    return "unused" if row["people"] == 0 else "met"


@router.get(
    "/municipalities/{municipality}/handovers",
    dependencies=[allow(*LEADERS, *UNIT)],
    summary="Services, groups and networks with their owners, and which are about to lose theirs",
)
async def handovers(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    within_days: Annotated[int | None, Query(ge=0, le=3_650, description="Only those with no owner after it")] = None,
    after: After = None,
) -> Handovers:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Handovers:
        limit = None if within_days is None else today + timedelta(days=within_days)
        rows = [_owned(row, today) for row in await reading.rows("handovers", municipality, limit)]
        losing = sum(not row.permanent for row in rows)
        return Handovers(rows=rows, losing=losing, position=reading.positions)

    return await reports.read(within, answer)


def _owned(row: Columns, today: date) -> Owned:
    until: date | None = row["until"]
    return Owned(
        thing=row["key"],
        asset=row["asset"],
        title=texts(row, "title"),
        owner=row["owner"],
        business_id=row["business_id"],
        from_on=row["from_on"],
        until=until,
        days_left=None if until is None else (until - today).days,
        permanent=until is None,
        handovers=row["handovers"],
    )


@router.get(
    "/municipalities/{municipality}/potentials",
    dependencies=[allow(*NETWORK)],
    summary="What providers could do more than they do",
)
async def potentials(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    need: Need | None = None,
    state: Annotated[str | None, Query(pattern="^(offered|taken_up|withdrawn)$")] = "offered",
    after: After = None,
) -> Potentials:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Potentials:
        rows = await reading.rows("potentials", state, need)
        return Potentials(rows=[_potential(row) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _potential(row: Columns) -> Potential:
    return Potential(
        potential=row["key"],
        provider=row["provider"],
        business_id=row["business_id"],
        description=texts(row, "description"),
        needs=row["needs"].split(),
        languages=row["languages"].split(),
        from_on=row["from_on"],
        until=row["until"],
        state=row["state"],
        service=row["service_id"],
        kept_by=row["kept_by"],
    )
