"""Guidance and service points: how many visits of what kind, what a visitor's own code links, and what is open when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, NETWORK, UNIT, After, Reader, waited
from services.reporting.figures import SMALL, Sum, hidden
from services.reporting.opening import instant, openness
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role, Scope
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.errors import Problem
from shared.privacy.visitors import read_code, visitor_of

router: Final = APIRouter(tags=["guidance"])
YEAR: Final = timedelta(days=365)
_SUMMED: Final = ("month", "channel", "language", "outcome")  # a visit has one of each; it has several themes
_ALL: Final = ("all", "")


class GuidanceFigures(At):
    """A municipality's visits from a day to a day: how many, how long together, and of each kind."""

    first: date
    last: date
    visits: int
    minutes: int
    by_month: dict[str, int]
    by_theme: dict[str, int]
    by_channel: dict[str, int]
    by_language: dict[str, int]
    by_outcome: dict[str, int]
    by_onward: dict[str, int]


class GuidanceOverview(At):
    """Visits in the reader's municipalities; None where a figure is hidden: it, or what gives it away, is small."""

    visits: int | None
    by_municipality: dict[str, int | None]
    by_month: dict[str, int | None]
    by_theme: dict[str, int | None]
    by_channel: dict[str, int | None]
    by_language: dict[str, int | None]
    by_outcome: dict[str, int | None]
    limit: int = SMALL


class LinkedVisit(Answer):
    """A visit that the visitor's code links."""

    visit: UUID
    given_on: date
    point: UUID | None
    themes: list[str]
    channel: str
    language: str | None
    outcome: str
    minutes: int | None
    onward: str | None
    service: UUID | None


class LinkedVisits(At):
    """The visits of the holder of a code, the oldest first."""

    rows: list[LinkedVisit]


class ServicePoint(Answer):
    """A place where people may drop in; `hours` in the words of OpenStreetMap's `opening_hours`."""

    point: UUID
    name: dict[str, str]
    address: str
    zone: str
    hours: str
    languages: list[str]
    opened_on: date
    closed_on: date | None
    open_now: bool
    next_opening: datetime | None


class ServicePoints(At):
    """A municipality's service points."""

    rows: list[ServicePoint]


class PointOpen(At):
    """Whether a point is open at an instant, until when that holds, and when it opens next; by its own clock."""

    point: UUID
    at: datetime
    open: bool
    until: datetime | None
    next_opening: datetime | None


class CodeBody(StrictModel):
    """The code that the visitor holds, however it is typed."""

    code: Annotated[str, Line(40)]


@router.get(
    "/municipalities/{municipality}/guidance",
    dependencies=[allow(*LEADERS, Role.INTEGRATION_UNIT)],
    summary="How many visits there were, of what kind",
)
async def guidance(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    first: date | None = None,
    last: date | None = None,
    after: After = None,
) -> GuidanceFigures:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    end = last or reports.clock.today()
    start = first or (end - YEAR if end > date.min + YEAR else date.min)

    async def answer(reading: Reading) -> GuidanceFigures:
        found = _by_dimension(await reading.rows("guidance_counts", municipality, start, end))
        return GuidanceFigures(
            first=start,
            last=end,
            visits=found.get("all", {}).get("", 0),
            minutes=found.get("minutes", {}).get("", 0),
            by_month=found.get("month", {}),
            by_theme=found.get("theme", {}),
            by_channel=found.get("channel", {}),
            by_language=found.get("language", {}),
            by_outcome=found.get("outcome", {}),
            by_onward=found.get("onward", {}),
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _by_dimension(rows: Sequence[asyncpg.Record]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["dimension"], {})[row["value"]] = row["visits"]
    return found


@router.get(
    "/guidance",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Visits in the unit's municipalities, in figures",
)
async def guidance_everywhere(viewer: CurrentViewer, reports: Reader) -> GuidanceOverview:
    async def answer(reading: Reading) -> GuidanceOverview:
        found = _by_dimension(await reading.rows("guidance_everywhere"))
        shown = without_small_visits(found)
        return GuidanceOverview(
            visits=shown[_ALL],
            by_municipality=_of("municipality", shown),
            by_month=_of("month", shown),
            by_theme=_of("theme", shown),
            by_channel=_of("channel", shown),
            by_language=_of("language", shown),
            by_outcome=_of("outcome", shown),
            position=reading.positions,
        )

    return await reports.read(viewer, answer)


def without_small_visits(found: dict[str, dict[str, int]]) -> dict[tuple[str, str], int | None]:
    """(dimension, value) → visits, ("all", "") → all of them; None where it is small or gives a small one away.

    Every dimension but the themes sums to all the visits, so all of them are hidden as one table. Of the themes nothing
    sums: a visit has several.
    """
    counts = {(dimension, value): count for dimension, values in found.items() for value, count in values.items()}
    counts[_ALL] = sum(found.get("municipality", {}).values())
    sums = [
        Sum(_ALL, tuple(at for at in counts if at[0] == dimension))
        for dimension in ("municipality", *_SUMMED)
        if dimension in found
    ]
    away = hidden(counts, sums)
    return {at: None if at in away else count for at, count in counts.items()}


def _of(dimension: str, shown: dict[tuple[str, str], int | None]) -> dict[str, int | None]:
    return {value: count for (own, value), count in shown.items() if own == dimension}


@router.post(
    "/municipalities/{municipality}/guidance/linked",
    dependencies=[allow(Role.ADVISER, Role.CASEWORKER)],
    summary="The visits that a visitor's own code links",
    description="Codes: guidance.code_mistyped.",
)
async def linked_visits(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, held: Annotated[CodeBody, body(CodeBody)]
) -> LinkedVisits:
    code = read_code(held.code)
    if code is None:
        raise Problem.of(422, "guidance.code_mistyped", "code")
    visitor = visitor_of(reports.blind, code)

    async def answer(reading: Reading) -> LinkedVisits:
        rows = await reading.rows("guidance_of_visitor", municipality, visitor)
        return LinkedVisits(
            rows=[
                LinkedVisit(
                    visit=row["visit"],
                    given_on=row["given_on"],
                    point=row["point"],
                    themes=row["themes"].split(","),
                    channel=row["channel"],
                    language=row["language"],
                    outcome=row["outcome"],
                    minutes=row["minutes"],
                    onward=row["onward_kind"],
                    service=row["onward_service"],
                )
                for row in rows
            ],
            position=reading.positions,
        )

    return await reports.read(viewer.within(municipality), answer)


@router.get(
    "/municipalities/{municipality}/service-points",
    dependencies=[allow(*NETWORK)],
    summary="Service points, and which are open now",
)
async def service_points(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> ServicePoints:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    now = reports.clock.now()

    async def answer(reading: Reading) -> ServicePoints:
        rows = await reading.rows("servicepoints", municipality, None)
        return ServicePoints(rows=[_point(row, now) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _point(row: asyncpg.Record, now: datetime) -> ServicePoint:
    stands = openness(row["hours"], row["zone"], now, opened_on=row["opened_on"], closed_on=row["closed_on"])
    names = {language: row[f"name_{language}"] for language in ("fi", "sv", "en")}
    return ServicePoint(
        point=row["key"],
        name={language: said for language, said in names.items() if said},
        address=row["address"],
        zone=row["zone"],
        hours=row["hours"],
        languages=row["languages"].split(",") if row["languages"] else [],
        opened_on=row["opened_on"],
        closed_on=row["closed_on"],
        open_now=stands.open,
        next_opening=stands.next_opening,
    )


@router.get(
    "/municipalities/{municipality}/service-points/{point}/open",
    dependencies=[allow(*NETWORK)],
    summary="Whether a point is open at an instant",
    description="An instant without an offset is by the point's own clock. Codes: request.invalid_value.",
)
async def point_open(
    municipality: Municipality,
    point: UUID,
    viewer: CurrentViewer,
    reports: Reader,
    at: Annotated[str | None, Query(max_length=40, description="An instant (RFC 3339); now where left out")] = None,
    after: After = None,
) -> PointOpen:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> PointOpen:
        row = await reading.row("servicepoints", municipality, point)
        if row is None:
            raise not_found()
        asked = reports.clock.now() if at is None else instant(at, row["zone"])
        stands = openness(row["hours"], row["zone"], asked, opened_on=row["opened_on"], closed_on=row["closed_on"])
        return PointOpen(
            point=point,
            at=asked,
            open=stands.open,
            until=stands.until,
            next_opening=stands.next_opening,
            position=reading.positions,
        )

    return await reports.read(within, answer)
