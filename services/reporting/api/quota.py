"""Municipal places and quota groups: how many places there are, and which families are offered, taken, declined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import UNIT, After, Reader, waited
from services.reporting.figures import SMALL, Sum, hidden
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["placement"])


class YearPlaces(Answer):
    """A year's places: agreed on, taken, free."""

    year: int
    agreed: int
    taken: int
    free: int


class QuotaGroup(Answer):
    """A group that the municipality has entered."""

    group: UUID
    number: str
    arrives_on: date | None


class QuotaFamily(Answer):
    """A family: of the municipality's own group (`side` owner), or offered to it (receiver)."""

    group: UUID
    number: str
    arrives_on: date | None
    family: UUID
    side: str
    receiver: str
    persons: int
    stage: str
    year: int | None
    reason: str | None


class Placement(At):
    """What a municipality knows of places and groups."""

    years: list[YearPlaces]
    groups: list[QuotaGroup]
    families: list[QuotaFamily]


class MunicipalityPlaces(Answer):
    """A municipality's year; None where a figure is hidden: it, or what would give it away, is small."""

    municipality: str
    year: int
    agreed: int | None
    taken: int | None
    free: int | None


class AllPlaces(At):
    """Places of the reader's municipalities, by year."""

    rows: list[MunicipalityPlaces]
    limit: int = SMALL


@router.get(
    "/municipalities/{municipality}/places",
    dependencies=[allow(Role.CASEWORKER, Role.INTEGRATION_UNIT)],
    summary="Municipal places, quota groups, and families offered",
)
async def placement(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Placement:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Placement:
        rows = await reading.rows("quota", municipality)
        families = [row for row in rows if row["kind"] == "family"]
        return Placement(
            years=[
                YearPlaces(
                    year=row["year"], agreed=row["agreed"], taken=row["persons"], free=row["agreed"] - row["persons"]
                )
                for row in rows
                if row["kind"] == "places"
            ],
            groups=[
                QuotaGroup(group=row["key"], number=row["number"], arrives_on=row["arrives_on"])
                for row in rows
                if row["kind"] == "group"
            ],
            families=[QuotaFamily(group=row["key"], **{name: row[name] for name in SHOWN}) for row in families],
            position=reading.positions,
        )

    return await reports.read(within, answer)


SHOWN: Final = ("number", "arrives_on", "family", "side", "receiver", "persons", "stage", "year", "reason")


@router.get(
    "/places",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Municipal places of the unit's municipalities, in figures",
)
async def all_places(viewer: CurrentViewer, reports: Reader) -> AllPlaces:
    async def answer(reading: Reading) -> AllPlaces:
        rows = await reading.rows("quota_places")
        counts = {(row["municipality"], row["year"]): (row["agreed"], row["persons"]) for row in rows}
        return AllPlaces(rows=without_small_places(counts), position=reading.positions)

    return await reports.read(viewer, answer)


def without_small_places(counts: Mapping[tuple[str, int], tuple[int, int]]) -> list[MunicipalityPlaces]:
    """(municipality, year) → (agreed, taken) → each as figures, what is small hidden."""
    table: dict[tuple[str, int, str], int] = {}
    sums = []
    for (place, year), (agreed, taken) in counts.items():
        names = [(place, year, name) for name in ("agreed", "taken", "free")]
        table |= dict(zip(names, (agreed, taken, agreed - taken), strict=True))
        sums.append(Sum(names[0], (names[1], names[2])))
    away = hidden(table, sums)
    shown = {at: None if at in away else count for at, count in table.items()}
    return [
        MunicipalityPlaces(
            municipality=place,
            year=year,
            agreed=shown[place, year, "agreed"],
            taken=shown[place, year, "taken"],
            free=shown[place, year, "free"],
        )
        for place, year in counts
    ]
