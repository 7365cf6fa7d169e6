"""Units that serve several municipalities: which there are, whose scope each is, and what stands in them in figures.

Scopes overlap: a municipality may belong to an integration unit and to an employment area of another composition.
What a reader is shown is bounded by their own municipalities, whatever the unit is called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NETWORK, UNIT, After, Reader, Regions, waited
from services.reporting.figures import SMALL, Sum, hidden
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Scope
from shared.regions.profiles import Profiles, Unit

router: Final = APIRouter(tags=["units"])
ALL: Final = "*"


class ServingUnit(Answer):
    """A unit that serves some of the reader's municipalities today.

    `municipalities` are all that it serves, `yours` those of them that the reader may look into; `whole` where that is
    every one.
    """

    unit: str
    region: str
    kind: str
    name: dict[str, str]
    municipalities: list[str]
    yours: list[str]
    whole: bool
    valid_from: date | None
    valid_to: date | None


class Units(Answer):
    """The units of a day, by code; `yours` are the municipalities of the reader's own scope."""

    on: date
    yours: list[str]
    rows: list[ServingUnit]


class MunicipalityCaseload(Answer):
    """A municipality of the reader's; None where a figure is hidden: it, or what would give it away, is small."""

    municipality: str
    name: dict[str, str]
    cases: int | None
    unanswered: int | None


class UnitCaseload(At):
    """Every municipality of the reader's scope, with nothing where nobody has come, and all of them together."""

    rows: list[MunicipalityCaseload]
    cases: int | None
    limit: int = SMALL


@router.get(
    "/units",
    dependencies=[allow(*NETWORK, scope=Scope.ANY)],
    summary="The units that serve the reader's municipalities, and which of each the reader sees",
)
async def units(viewer: CurrentViewer, reports: Reader, regions: Regions, on: date | None = None) -> Units:
    day = on or reports.clock.today()
    return Units(
        on=day, yours=sorted(viewer.municipalities), rows=units_for(regions, frozenset(viewer.municipalities), day)
    )


def units_for(regions: Profiles, scope: frozenset[str], day: date) -> list[ServingUnit]:
    """The units of the day that serve any municipality of `scope`, by code."""
    found = [
        _unit(profile.code, unit, scope)
        for profile in regions
        for unit in profile.units
        if unit.in_force(day) and scope.intersection(unit.municipalities)
    ]
    return sorted(found, key=lambda one: one.unit)


def _unit(region: str, unit: Unit, scope: Collection[str]) -> ServingUnit:
    yours = sorted(code for code in unit.municipalities if code in scope)
    return ServingUnit(
        unit=unit.code,
        region=region,
        kind=unit.kind,
        name={language: unit.name.in_(language) for language in unit.name.languages},
        municipalities=sorted(unit.municipalities),
        yours=yours,
        whole=len(yours) == len(unit.municipalities),
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


@router.get(
    "/caseload",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Cases in the reader's municipalities, in figures",
)
async def unit_caseload(viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None) -> UnitCaseload:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> UnitCaseload:
        found = {row["municipality"]: row for row in await reading.rows("unit_caseload")}
        counts = {
            code: (found[code]["cases"], found[code]["unanswered"]) if code in found else (0, 0)
            for code in sorted(viewer.municipalities)
        }
        shown = without_small_caseloads(counts)
        names = {one.code: one for one in regions.municipalities()}
        return UnitCaseload(
            rows=[
                MunicipalityCaseload(
                    municipality=code,
                    name={"fi": names[code].name_fi, "sv": names[code].name_sv} if code in names else {},
                    cases=shown[code, "cases"],
                    unanswered=shown[code, "unanswered"],
                )
                for code in counts
            ],
            cases=shown[ALL, "cases"],
            position=reading.positions,
        )

    return await reports.read(viewer, answer)


def without_small_caseloads(counts: Mapping[str, tuple[int, int]]) -> dict[tuple[str, str], int | None]:
    """Municipality → (cases, those that nobody answers for) → each as a figure, what is small hidden.

    A reader can reckon how many are answered for, so that is a figure of the table too.
    """
    table: dict[tuple[str, str], int] = {(ALL, "cases"): sum(cases for cases, _ in counts.values())}
    sums = [Sum((ALL, "cases"), tuple((code, "cases") for code in counts))]
    for code, (cases, unanswered) in counts.items():
        table |= {(code, "cases"): cases, (code, "unanswered"): unanswered, (code, "answered"): cases - unanswered}
        sums.append(Sum((code, "cases"), ((code, "unanswered"), (code, "answered"))))
    away = hidden(table, sums)
    return {at: None if at in away else count for at, count in table.items()}
