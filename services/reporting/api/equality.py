"""Equality: the same indicators in every municipality, by gender, language and reason of arrival, and outliers."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, TypeAlias

import asyncpg
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NOBODY, UNIT, WORKERS, After, Composed, Reader, Regions, waited
from services.reporting.comparing import Figure, Unit, figures
from services.reporting.equality import EQUALITY, OTHER, UNANSWERED, By, Composition, Steps, grouped
from services.reporting.figures import TOTAL, Cell
from services.reporting.reading import Reading, Reports
from shared.access.policy import CurrentViewer, Viewer, allow
from shared.access.roles import Scope
from shared.edge.body import Municipality
from shared.regions.codes import ArrivalReason, language_name, reason_name
from shared.regions.municipalities import municipality as finnish
from shared.regions.profiles import Profiles
from shared.regions.texts import Language, format_number, text

router: Final = APIRouter(tags=["figures"])

Year: TypeAlias = Annotated[
    int | None, Query(ge=2000, le=2100, description="Those who arrived in this year; unset: in the current one")
]


class Indicator(Answer):
    """What is measured: its name and its definition, in the reader's language; counted in days, or as a share."""

    indicator: str
    name: str
    definition: str
    counted_in: str


class EqualityRow(Answer):
    """An indicator in a place, of everybody ("*") or of a group.

    `apart` is the difference: of a place from the rest of its region, of a group from the rest of its place. An
    `outlier` is further apart than chance explains, and `said` names it in the reader's language.
    """

    indicator: str
    place: str
    place_name: str
    group: str
    group_name: str
    value: Cell
    apart: Cell | None
    outlier: bool
    said: str | None


class RegionalEquality(Answer):
    """A region's table: its municipalities and units as they were on `composition.on`."""

    composition: Composed
    limit: int
    rows: list[EqualityRow]


class Equality(At):
    """Indicators with their definitions, and a table for each region that the reader has something in.

    What a figure is counted from, what is hidden and why is in `note`. `apart` and `value` have intervals of 95 %.
    """

    year: int
    by: By
    indicators: list[Indicator]
    regions: list[RegionalEquality]
    note: str


@router.get(
    "/municipalities/{municipality}/equality",
    dependencies=[allow(*WORKERS)],
    summary="The municipality's indicators beside its region's",
    description="Small figures, and those that would give them away, are hidden over the whole region.",
)
async def equality_of_municipality(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    regions: Regions,
    by: By = By.ALL,
    year: Year = None,
    after: After = None,
) -> Equality:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    return await _equality(within, reports, regions, by, year)


@router.get(
    "/equality",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="The indicators of a unit's municipalities, beside one another and their region",
    description="Small figures, and those that would give them away, are hidden over the whole region.",
)
async def equality(
    viewer: CurrentViewer,
    reports: Reader,
    regions: Regions,
    by: By = By.ALL,
    year: Year = None,
    after: After = None,
) -> Equality:
    await waited(reports, viewer, after)
    return await _equality(viewer, reports, regions, by, year)


async def _equality(viewer: Viewer, reports: Reports, profiles: Profiles, by: By, year: int | None) -> Equality:
    today = reports.clock.today()
    asked = year or today.year
    compositions = compositions_of(viewer.municipalities, profiles, min(today, date(asked, 12, 31)))

    async def answer(reading: Reading) -> tuple[list[list[asyncpg.Record]], list[int]]:
        days = (date(asked, 1, 1), date(asked, 12, 31))
        return [await reading.rows("equality", one.municipalities, *days) for one in compositions], reading.positions

    found, positions = await reports.read(over(viewer, compositions), answer)
    tables = [
        await asyncio.to_thread(_table, viewer, profiles, composition, rows, by)
        for composition, rows in zip(compositions, found, strict=True)
    ]
    return Equality(
        year=asked,
        by=by,
        indicators=_indicators(viewer.language),
        regions=tables,
        note=text("figures.note", viewer.language, limit=max((table.limit for table in tables), default=0)),
        position=positions,
    )


def over(viewer: Viewer, compositions: Sequence[Composition]) -> Viewer:
    """The viewer reading whole regions, for tables that are hidden as wholes and then shown in part.

    Only counts are read so, and no row of anybody's case leaves: what is shown is what a region may publish. It is read
    as nobody in particular: a protected case is in no figure, not even in its own official's.
    """
    everywhere = frozenset(code for one in compositions for code in one.municipalities)
    return replace(viewer, municipalities=everywhere, actor=NOBODY)


def compositions_of(municipalities: Collection[str], profiles: Profiles, on: date) -> list[Composition]:
    """The regions that these municipalities belong to, as they were on a day."""
    return [
        Composition(
            region=profile.code,
            municipalities=profile.municipality_codes,
            units={
                unit.code: tuple(sorted(unit.municipalities))
                for each in profiles
                for unit in each.units
                if unit.in_force(on)
                and len(unit.municipalities) > 1
                and {*unit.municipalities} < {*profile.municipality_codes}
            },
            on=on,
        )
        for profile in profiles
        if not {*profile.municipality_codes}.isdisjoint(municipalities)
    ]


def shown_of(viewer: Viewer, composition: Composition) -> list[str]:
    """What of a region's table the viewer is shown: the own municipalities, units wholly among them, the region."""
    return [
        place
        for place, members in composition.places().parts.items()
        if place == composition.whole or viewer.municipalities.issuperset(members)
    ]


def composed(composition: Composition) -> Composed:
    """A composition as it is answered."""
    return Composed(
        region=composition.region,
        on=composition.on,
        municipalities=list(composition.municipalities),
        units={code: list(members) for code, members in composition.units.items()},
    )


def place_name(place: str, profiles: Profiles, language: Language) -> str:
    """What a municipality, a unit ("unit:…") or a region ("region:15") is called."""
    kind, _, code = place.rpartition(":")
    if kind == "region":
        return profiles.region(code).name.in_(language)
    if kind == "unit":
        return next(unit.name.in_(language) for each in profiles for unit in each.units if unit.code == code)
    return finnish(code).name(language)


def _table(
    viewer: Viewer, profiles: Profiles, composition: Composition, rows: Sequence[asyncpg.Record], by: By
) -> RegionalEquality:
    limit = profiles.region(composition.region).small_cell_limit
    column = {By.ALL: "reason", By.GENDER: "gender", By.LANGUAGE: "mother_tongue", By.REASON: "reason"}[by]
    groups = grouped((row[column] for row in rows), by)
    steps = [
        Steps(
            place=row["municipality"],
            group=groups[row[column]],
            assessed=row["assessed"],
            planned=row["planned"],
            served=row["served"],
            referrals_ended=row["referrals_ended"],
            referral_completed=row["referral_completed"],
            tested_again=row["tested_again"],
            progressed=row["progressed"],
        )
        for row in rows
    ]
    shown = shown_of(viewer, composition)
    found = figures(steps, EQUALITY, composition.places(), limit, shown, by_group=by is not By.ALL)
    return RegionalEquality(
        composition=composed(composition),
        limit=limit,
        rows=[_row(one, by, profiles, viewer.language) for one in found],
    )


def _row(figure: Figure, by: By, profiles: Profiles, language: Language) -> EqualityRow:
    place, group = place_name(figure.place, profiles, language), group_name(figure.group, by, language)
    return EqualityRow(
        indicator=figure.indicator,
        place=figure.place,
        place_name=place,
        group=figure.group,
        group_name=group,
        value=figure.value,
        apart=figure.apart,
        outlier=figure.outlier,
        said=_said(figure, place, group, language) if figure.outlier else None,
    )


def group_name(group: str, by: By, language: Language) -> str:
    """What a group is called."""
    if group in (TOTAL, UNANSWERED) or (by is By.LANGUAGE and group == OTHER):
        return text(
            {TOTAL: "figures.everybody", UNANSWERED: "figures.unanswered"}.get(group, "figures.others"), language
        )
    if by is By.GENDER:
        return text(f"gender.{group}", language)
    return reason_name(ArrivalReason(group), language) if by is By.REASON else language_name(group, language)


_ANY_GROUP: Final = {TOTAL: "figures.everybody", UNANSWERED: "figures.unanswered", OTHER: "figures.others"}


def _said(figure: Figure, place: str, group: str, language: Language) -> str | None:
    apart = figure.apart
    if apart is None or apart.value is None:
        return None
    side = "above" if apart.value > 0 else "below"
    days = EQUALITY.indicators[figure.indicator][1] is Unit.DAYS
    size = abs(apart.value) if days else abs(apart.value) * 100
    return text(
        f"figures.outlier.{side}",
        language,
        place=place if figure.group == TOTAL else f"{place}, {group}",
        indicator=text(f"indicator.{figure.indicator}", language),
        size=format_number(round(size, 1), language),
        unit=text("figures.days" if days else "figures.percentage_points", language),
    )


def _indicators(language: Language) -> list[Indicator]:
    return [
        Indicator(
            indicator=code,
            name=text(f"indicator.{code}", language),
            definition=text(f"indicator.{code}.definition", language),
            counted_in=unit,
        )
        for code, (_, unit) in EQUALITY.indicators.items()
    ]
