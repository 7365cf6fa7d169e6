"""Effectiveness: assessment models and their versions side by side, by municipality, language, group and gender."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final

import asyncpg
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import UNIT, WORKERS, After, Composed, Reader, Regions, waited
from services.reporting.api.equality import Indicator, Year, composed, compositions_of, group_name, over
from services.reporting.comparing import figures
from services.reporting.effectiveness import EFFECTIVENESS, WHOLE, Assessed, ModelsBy, models
from services.reporting.equality import UNANSWERED, By, Composition, grouped
from services.reporting.figures import TOTAL, Cell
from services.reporting.reading import Reading, Reports
from shared.access.policy import CurrentViewer, Viewer, allow
from shared.access.roles import Scope
from shared.edge.body import Municipality
from shared.regions.municipalities import municipality as finnish
from shared.regions.profiles import Profiles
from shared.regions.texts import LANGUAGES, Language, text

router: Final = APIRouter(tags=["figures"])


class EffectivenessRow(Answer):
    """An indicator of a model's version ("*" for all models), of everybody ("*") or of a group.

    `apart`: of a version from the other models, of a group from the rest of those assessed by the same version.
    """

    indicator: str
    model: str
    version: int | None
    group: str
    group_name: str
    value: Cell
    apart: Cell | None
    outlier: bool


class RegionalEffectiveness(Answer):
    """A region's table, with the composition it was made over."""

    composition: Composed
    limit: int
    rows: list[EffectivenessRow]


class Effectiveness(At):
    """Indicators with their definitions, and a table for each region that the reader has something in."""

    year: int
    by: ModelsBy
    indicators: list[Indicator]
    regions: list[RegionalEffectiveness]
    note: str


@router.get(
    "/models/effectiveness",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="How well assessment models work, version by version",
    description="Of assessments that began in the year; small figures, and what gives them away, are hidden.",
)
async def effectiveness(
    viewer: CurrentViewer,
    reports: Reader,
    regions: Regions,
    by: ModelsBy = ModelsBy.ALL,
    year: Year = None,
    after: After = None,
) -> Effectiveness:
    await waited(reports, viewer, after)
    return await _effectiveness(viewer, reports, regions, by, year)


@router.get(
    "/municipalities/{municipality}/models/effectiveness",
    dependencies=[allow(*WORKERS)],
    summary="How well assessment models work in the municipality's region",
    description="Of assessments that began in the year; small figures, and what gives them away, are hidden.",
)
async def effectiveness_of_region(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    regions: Regions,
    by: ModelsBy = ModelsBy.ALL,
    year: Year = None,
    after: After = None,
) -> Effectiveness:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    return await _effectiveness(within, reports, regions, by, year)


async def _effectiveness(
    viewer: Viewer, reports: Reports, profiles: Profiles, by: ModelsBy, year: int | None
) -> Effectiveness:
    today = reports.clock.today()
    asked = year or today.year
    compositions = compositions_of(viewer.municipalities, profiles, min(today, date(asked, 12, 31)))

    async def answer(reading: Reading) -> tuple[list[list[asyncpg.Record]], list[int]]:
        days = (date(asked, 1, 1), date(asked, 12, 31))
        found = [await reading.rows("effectiveness", one.municipalities, *days) for one in compositions]
        return found, reading.positions

    found, positions = await reports.read(over(viewer, compositions), answer)
    tables = [
        await asyncio.to_thread(_table, viewer, profiles, composition, rows, by)
        for composition, rows in zip(compositions, found, strict=True)
    ]
    return Effectiveness(
        year=asked,
        by=by,
        indicators=[
            Indicator(
                indicator=code,
                name=text(f"indicator.{code}", viewer.language),
                definition=text(f"indicator.{code}.definition", viewer.language),
                counted_in=unit,
            )
            for code, (_, unit) in EFFECTIVENESS.indicators.items()
        ],
        regions=tables,
        note=text("figures.note", viewer.language, limit=max((table.limit for table in tables), default=0)),
        position=positions,
    )


_COLUMNS: Final = {
    ModelsBy.ALL: "reason",
    ModelsBy.MUNICIPALITY: "municipality",
    ModelsBy.LANGUAGE: "language",
    ModelsBy.REASON: "reason",
    ModelsBy.GENDER: "gender",
}


def _table(
    viewer: Viewer, profiles: Profiles, composition: Composition, rows: Sequence[asyncpg.Record], by: ModelsBy
) -> RegionalEffectiveness:
    limit = profiles.region(composition.region).small_cell_limit
    groups = grouped((row[_COLUMNS[by]] for row in rows), By.ALL if by is ModelsBy.ALL else By.GENDER)
    assessed = [
        Assessed(
            place=f"{row['model']}@{row['model_version']}",
            group=groups[row[_COLUMNS[by]]],
            in_time=bool(row["in_time"]),
            made=row["made"],
            plan_needed=row["plan_needed"],
            planned=row["planned"] if row["plan_needed"] else None,
            tested_again=row["tested_again"],
            progressed=row["progressed"],
        )
        for row in rows
    ]
    places = models(assessed)
    found = figures(assessed, EFFECTIVENESS, places, limit, places.parts.keys(), by_group=by is not ModelsBy.ALL)
    # Of municipalities, everybody is shown the own ones.
    mine = {TOTAL, *viewer.municipalities}
    return RegionalEffectiveness(
        composition=composed(composition),
        limit=limit,
        rows=[
            EffectivenessRow(
                indicator=one.indicator,
                model=TOTAL if one.place == WHOLE else one.place.rpartition("@")[0],
                version=None if one.place == WHOLE else int(one.place.rpartition("@")[2]),
                group=one.group,
                group_name=_group_name(one.group, by, viewer.language),
                value=one.value,
                apart=one.apart,
                outlier=one.outlier,
            )
            for one in found
            if by is not ModelsBy.MUNICIPALITY or one.group in mine
        ],
    )


def _group_name(group: str, by: ModelsBy, language: Language) -> str:
    if by is ModelsBy.MUNICIPALITY and group != TOTAL:
        return finnish(group).name(language)
    if by is ModelsBy.LANGUAGE and group in LANGUAGES:
        return text(f"language.{group}", language)
    if group == UNANSWERED or by in (ModelsBy.ALL, ModelsBy.MUNICIPALITY, ModelsBy.LANGUAGE):
        return group_name(group, By.ALL, language)
    return group_name(group, By(by.value), language)
