"""Forecasts of need: a municipality's own, and for the unit by quarter, small figures hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, NOBODY, UNIT, After, Reader, Regions, waited
from services.reporting.figures import TOTAL, Cell, suppressed
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, Viewer, allow
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["forecasts"])


class CentreForecast(Answer):
    """A centre's forecast: how many need the service now, how many more in the quarter; small figures are hidden."""

    centre: str
    service: str
    quarter: str
    present: Cell
    coming: Cell
    forecast_on: date | None


class CentreForecasts(At):
    """A municipality's forecasts, by quarter."""

    rows: list[CentreForecast]
    limit: int


class QuarterForecast(Answer):
    """What all centres together forecast for a municipality, a service and a quarter."""

    municipality: str
    service: str
    quarter: str
    present: Cell
    coming: Cell


class QuarterForecasts(At):
    """Counts by quarter; those from 1 to `limit` - 1, and what would give them away, are hidden."""

    rows: list[QuarterForecast]
    limit: int


@router.get(
    "/municipalities/{municipality}/forecasts",
    dependencies=[allow(*LEADERS, Role.PARTNER)],
    summary="What services will be needed",
)
async def municipality_forecasts(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None
) -> CentreForecasts:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    limit = regions.for_municipality(municipality).small_cell_limit if municipality in regions else 0

    async def answer(reading: Reading) -> CentreForecasts:
        rows = await reading.rows("municipality_forecasts", municipality)
        keyed = {(row["centre"], row["need"], row["quarter"]): row for row in rows}
        present = suppressed({key: row["present"] for key, row in keyed.items()}, limit)
        coming = suppressed({key: row["coming"] for key, row in keyed.items()}, limit)
        return CentreForecasts(
            rows=[
                CentreForecast(
                    centre=key[0],
                    service=key[1],
                    quarter=key[2],
                    present=present[key],
                    coming=coming[key],
                    forecast_on=row["forecast_on"],
                )
                for key, row in keyed.items()
            ],
            limit=limit,
            position=reading.positions,
        )

    return await reports.read(within, answer)


@router.get(
    "/forecasts",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="What services will be needed, by quarter",
)
async def forecasts(viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None) -> QuarterForecasts:
    """The tables are made over the whole deployment, so that no two readers' tables can be subtracted."""
    await waited(reports, viewer, after)
    limit = max((each.small_cell_limit for each in regions), default=0)
    everywhere = replace(viewer, municipalities=frozenset(one.code for one in regions.municipalities()), actor=NOBODY)

    async def answer(reading: Reading) -> tuple[dict[tuple[str, ...], tuple[int, int]], list[int]]:
        rows = await reading.rows("forecasts")
        counts: dict[tuple[str, ...], tuple[int, int]] = {
            (row["municipality"], row["need"], row["quarter"]): (row["present"], row["coming"]) for row in rows
        }
        return counts, reading.positions

    counts, positions = await reports.read(everywhere, answer)
    present = await asyncio.to_thread(suppressed, {place: pair[0] for place, pair in counts.items()}, limit)
    coming = await asyncio.to_thread(suppressed, {place: pair[1] for place, pair in counts.items()}, limit)
    return QuarterForecasts(rows=_quarters(viewer, present, coming), limit=limit, position=positions)


def _quarters(
    viewer: Viewer, present: Mapping[tuple[str, ...], Cell], coming: Mapping[tuple[str, ...], Cell]
) -> list[QuarterForecast]:
    """The cells that somebody has forecast, by quarter."""
    return [
        QuarterForecast(
            municipality=place[0], service=place[1], quarter=place[2], present=present[place], coming=coming[place]
        )
        for place in sorted(present, key=lambda place: (place[2], place[0], place[1]))
        if TOTAL not in place and place[0] in viewer.municipalities and _said(present[place], coming[place])
    ]


def _said(present: Cell, coming: Cell) -> bool:
    return present.suppressed or coming.suppressed or bool(present.n) or bool(coming.n)
