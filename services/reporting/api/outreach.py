"""Outreach: whom no service has met for how long, by group; who is not reached can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At, Person
from services.reporting.api.asking import UNIT, After, Page, Reader, Size, waited
from services.reporting.api.persons import person_of
from services.reporting.figures import SMALL, Sum, hidden
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality
from shared.events.intake.outreach import OutreachGroups, TargetGroup
from shared.events.model import Unreadable

router: Final = APIRouter(tags=["outreach"])
SHOWN: Final = ("arrived_on", "met_on", "met_by", "tried_on", "attempts", "outcome")
PARTS: Final = ("clients", "met", "never_met")
SILENT_DAYS: Final = 90
CHILD, YOUTH, OLDER = 18, 30, 65  # a child is below the first, a youth below the second, older from the third on


class OutOfReach(Answer):
    """A client whom no service has met for `silence_days`: since the last meeting, or since the arrival."""

    case: UUID
    person: Person | None
    groups: list[str]
    arrived_on: date
    met_on: date | None
    met_by: str | None
    silence_days: int
    never_met: bool
    tried_on: date | None
    attempts: int
    outcome: str | None


class GroupSilence(Answer):
    """A group in the municipality: how many, how many silent, how many never met, and the median silence in days."""

    group: str
    clients: int
    silent: int
    never_met: int
    median_silence: int


class Outreach(At):
    """Clients silent for `silent_days` or longer, the longest first, and every group of the municipality."""

    rows: list[OutOfReach]
    by_group: list[GroupSilence]
    silent_days: int
    total: int
    page: int
    size: int


class GroupReach(Answer):
    """A group in the unit's municipalities: how many were met and never met; None where a figure is hidden."""

    group: str
    clients: int | None
    met: int | None
    never_met: int | None


class Reach(At):
    """Every group but the protected one, of which no figure is made."""

    rows: list[GroupReach]
    limit: int = SMALL


def groups_of(said: str, of_arrival: str | None, born_in: int | None, year: int) -> set[str]:
    """The groups that were said of somebody, and those that follow from the arrival's reason and from the age."""
    found = set(said.split(",")) - {""} | ({of_arrival} if of_arrival else set())
    if born_in is not None:
        age = year - born_in
        if age < CHILD:
            found.add(TargetGroup.CHILD.value)
        elif age < YOUTH:
            found.add(TargetGroup.YOUTH.value)
        elif age >= OLDER:
            found.add(TargetGroup.OLDER.value)
    return found


@router.get(
    "/municipalities/{municipality}/outreach",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    summary="Clients whom no service has met, by group and length of silence",
    description="A caseworker is told of the protected group too; to others no list or count shows it.",
)
async def outreach(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    group: TargetGroup | None = None,
    silent_days: Annotated[int, Query(ge=0, le=3_650)] = SILENT_DAYS,
    page: Page = 1,
    size: Size = 50,
    after: After = None,
) -> Outreach:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()
    protects = viewer.role is Role.CASEWORKER

    async def answer(reading: Reading) -> Outreach:
        rows = await reading.rows("outreach", municipality)
        sealed = [row["key"] for row in rows if row["sealed"] is not None] if protects else []
        await reading.reads(sealed, "protection")
        boxes = await reading.opened((row["sealed"] for row in rows if protects), OutreachGroups)
        known = [
            (row, groups_of(row["groups"], row["of_arrival"], row["born_in"], today.year) | _said(boxes, row["sealed"]))
            for row in rows
        ]
        found = [
            (row, groups, days)
            for row, groups in known
            if (days := (today - (row["met_on"] or row["arrived_on"])).days) >= silent_days
            and (group is None or group.value in groups)
        ]
        shown = found[(page - 1) * size : page * size]
        await reading.reads([row["key"] for row, _, _ in shown], "identity", "statistics")
        persons = await reading.persons(row["person"] for row, _, _ in shown)
        return Outreach(
            rows=[
                OutOfReach(
                    case=row["key"],
                    person=person_of(persons, row["person"]),
                    groups=sorted(groups),
                    silence_days=days,
                    never_met=row["met_on"] is None,
                    **{name: row[name] for name in SHOWN},
                )
                for row, groups, days in shown
            ],
            by_group=by_group(
                ((groups, row["met_on"], (today - (row["met_on"] or row["arrived_on"])).days) for row, groups in known),
                silent_days,
            ),
            silent_days=silent_days,
            total=len(found),
            page=page,
            size=size,
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _said(boxes: Mapping[bytes, OutreachGroups | Unreadable], sealed: bytes | None) -> set[str]:
    said = boxes.get(sealed) if sealed is not None else None
    return {group.value for group in said.groups} if isinstance(said, OutreachGroups) else set()


def by_group(clients: Iterable[tuple[set[str], date | None, int]], silent_days: int) -> list[GroupSilence]:
    """Of each client the groups, the last meeting and the silence in days → each group that has anybody."""
    silences: dict[str, list[tuple[bool, int]]] = {}
    for groups, met_on, days in clients:
        for group in groups:
            silences.setdefault(group, []).append((met_on is None, days))
    return [
        GroupSilence(
            group=group,
            clients=len(found),
            silent=sum(days >= silent_days for _, days in found),
            never_met=sum(never for never, _ in found),
            median_silence=round(median(days for _, days in found)),
        )
        for group, found in sorted(silences.items())
    ]


@router.get(
    "/outreach",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="How many of each group were met, and how many never, in the unit's municipalities",
)
async def reach(viewer: CurrentViewer, reports: Reader) -> Reach:
    year = reports.clock.today().year

    async def answer(reading: Reading) -> Reach:
        counts: dict[tuple[str, str], int] = {}
        for row in await reading.rows("outreach_everywhere"):
            for group in groups_of(row["groups"], row["of_arrival"], row["born_in"], year):
                for part in ("clients", "met" if row["met"] else "never_met"):
                    counts[group, part] = counts.get((group, part), 0) + 1
        return Reach(rows=without_small_groups(counts), position=reading.positions)

    return await reports.read(viewer, answer)


def without_small_groups(counts: Mapping[tuple[str, str], int]) -> list[GroupReach]:
    """(group, part) → count, "clients" the sum of "met" and "never_met" → the groups, what is small hidden."""
    groups = sorted({group for group, _ in counts})
    whole = {(group, part): counts.get((group, part), 0) for group in groups for part in PARTS}
    sums = [Sum((group, "clients"), ((group, "met"), (group, "never_met"))) for group in groups]
    away = hidden(whole, sums)
    shown = {at: None if at in away else count for at, count in whole.items()}
    return [
        GroupReach(
            group=group,
            clients=shown[group, "clients"],
            met=shown[group, "met"],
            never_met=shown[group, "never_met"],
        )
        for group in groups
    ]
