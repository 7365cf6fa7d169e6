"""Groups' seasons: plan, guests and headcounts; wishes; and the effect of groups, with small groups hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, UNIT, After, Reader, waited
from services.reporting.figures import SMALL
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.edge.body import Municipality
from shared.events.activities.directory import Need

router: Final = APIRouter(tags=["activities"])

Columns: TypeAlias = Mapping[str, Any] | asyncpg.Record
DIMENSIONS: Final = ("language", "inclusion", "work_ability", "digital")


class SeasonSession(Answer):
    """A session, planned, held, or both; how many were there, where heads were counted."""

    session: UUID
    planned_on: date | None
    begins: str | None
    place: str | None
    leader: str | None
    transport: str | None
    cents: int | None
    held_on: date | None
    people: int | None
    long_time_residents: int | None


class Season(Answer):
    """A group's season. `guests` had a place without a case; `wishes` are those it was planned from."""

    group: UUID
    sessions: list[SeasonSession]
    organisers: list[str]
    wishes: int
    guests: int
    long_time_guests: int
    position: int


class Wish(Answer):
    """A wish; `groups` counts those planned from it."""

    wish: UUID
    need: str
    language: str | None
    wished_on: date
    of_case: bool
    groups: int


class Wishes(At):
    """What people wish for, and how many wish for the same."""

    rows: list[Wish]
    by_need: dict[str, int]


class Change(Answer):
    """The mean of own ratings (1 to 5) before and after, and the difference."""

    dimension: str
    before: float
    after: float
    change: float


class GroupEffect(Answer):
    """What a group did for those who rated themselves before and after; `people` are absent with what they'd say."""

    group: UUID | None
    title: dict[str, str]
    people: int | None
    changes: list[Change]


class Effects(At):
    """Each group, and all of them together; a group of fewer than `limit` is hidden, and the total where it tells."""

    rows: list[GroupEffect]
    total: GroupEffect
    limit: int = SMALL


@router.get(
    "/municipalities/{municipality}/groups/{group}/season",
    dependencies=[allow(*LEADERS)],
    summary="A group's season: sessions planned and held, guests, headcounts",
)
async def season(
    municipality: Municipality, group: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Season:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Season:
        rows = await reading.rows("season", municipality, group)
        own = next((row for row in rows if row["sub"] == ""), None)
        if own is None:
            raise not_found()
        return Season(
            group=group,
            sessions=[_session(row) for row in rows if row["sub"] != ""],
            organisers=orjson.loads(own["organisers"]),
            wishes=own["wishes"],
            guests=own["guests"],
            long_time_guests=own["long_time_guests"],
            position=reading.position(group),
        )

    return await reports.read(within, answer)


def _session(row: Columns) -> SeasonSession:
    return SeasonSession(**{name: row[name] for name in SeasonSession.model_fields})


@router.get(
    "/municipalities/{municipality}/wishes", dependencies=[allow(*LEADERS)], summary="What people wish to do together"
)
async def wishes(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    need: Need | None = None,
    open: bool = True,  # noqa: A002, FBT001, FBT002 - the query parameter's name
    after: After = None,
) -> Wishes:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Wishes:
        rows = await reading.rows("wishes", municipality, need, open)
        found = [
            Wish(
                wish=row["key"],
                need=row["need"],
                language=row["language"],
                wished_on=row["wished_on"],
                of_case=row["of_case"],
                groups=row["groups"],
            )
            for row in rows
        ]
        by_need = dict(sorted(Counter(one.need for one in found).items()))
        return Wishes(rows=found, by_need=by_need, position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/effects",
    dependencies=[allow(*LEADERS, *UNIT)],
    summary="What groups did for language, inclusion, work ability and digital skills",
)
async def effects(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    group: UUID | None = None,
    after: After = None,
) -> Effects:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Effects:
        rows = await reading.rows("effects", municipality, None)
        shown = [_effect(row) for row in rows if group is None or row["key"] == group]
        return Effects(rows=shown, total=total_of(rows), position=reading.positions)

    return await reports.read(within, answer)


def _effect(row: Columns) -> GroupEffect:
    title = {one: row[f"title_{one}"] for one in ("fi", "sv", "en") if row[f"title_{one}"]}
    if row["people"] < SMALL:
        return GroupEffect(group=row["key"], title=title, people=None, changes=[])
    return GroupEffect(group=row["key"], title=title, people=row["people"], changes=_changes([row]))


def total_of(rows: Sequence[Columns]) -> GroupEffect:
    """All groups together; hidden where it, less the groups that are shown, would tell of fewer than the limit."""
    people = sum(row["people"] for row in rows)
    hidden = sum(row["people"] for row in rows if row["people"] < SMALL)
    if people < SMALL or 0 < hidden < SMALL:
        return GroupEffect(group=None, title={}, people=None, changes=[])
    return GroupEffect(group=None, title={}, people=people, changes=_changes(rows))


def _changes(rows: Sequence[Columns]) -> list[Change]:
    people = sum(row["people"] for row in rows)

    def mean(column: str) -> float:
        return float(sum(row[column] * row["people"] for row in rows) / people)

    found = []
    for dimension in DIMENSIONS:
        before, after = mean(f"before_{dimension}"), mean(f"after_{dimension}")
        found.append(
            Change(
                dimension=dimension,
                before=round(before, 2),
                after=round(after, 2),
                change=round(after - before, 2),
            )
        )
    return found
