"""Cooperation, monitoring and stakeholder groups: members, meetings, their rhythm, needs, and the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, NETWORK, UNIT, After, Reader, waited
from services.reporting.reading import Reading
from services.reporting.rhythm import Kept, parts
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality
from shared.events.model import FreeText, Unreadable

router: Final = APIRouter(tags=["networks"])
YEAR: Final = timedelta(days=365)


class Member(Answer):
    """An organisation; `left` where it is a member no more."""

    member: UUID
    name: str
    kind: str
    left: bool


class MeetingAction(Answer):
    """What somebody undertook at a meeting; how it stands now is told by `/actions`."""

    action: UUID
    municipality: str
    what: dict[str, str]
    owner: str
    due_on: date


class Meeting(Answer):
    """A meeting; its minutes, where there are any, are read on their own."""

    meeting: UUID
    held_on: date
    present: list[UUID]
    decisions: list[dict[str, str]]
    actions: list[MeetingAction]
    practices: list[UUID]
    minutes: bool


class PlannedMeeting(Answer):
    """A day on which the group is to meet."""

    day: date
    place: str


class Quarter(Answer):
    """A part of the year in which the group was to meet; `recorded` where the miss was recorded when it fell due."""

    began_on: date
    ended_on: date
    met_on: list[date]
    kept: Kept
    recorded: bool


class DevelopmentNeed(Answer):
    """Something the region lacks: who answers for it, and how it stands."""

    need: UUID
    what: dict[str, str]
    owner: str
    status: str
    reviewed_on: date | None
    reviews: int


class Network(Answer):
    """A group, its members by kind, and how it keeps its rhythm."""

    network: UUID
    convener: str
    kind: str
    name: dict[str, str]
    region: str
    meetings_a_year: int
    formed_on: date
    members: list[Member]
    members_by_kind: dict[str, int]
    meetings: list[Meeting]
    planned: list[PlannedMeeting]
    quarters: list[Quarter]
    missed: int
    needs: list[DevelopmentNeed]


class Networks(At):
    """Groups that serve a municipality."""

    rows: list[Network]


class NetworkPage(At):
    """One group."""

    network: Network


class Minutes(At):
    """The minutes of a meeting; absent where they were erased."""

    meeting: UUID
    minutes: str | None


class CalendarEntry(Answer):
    """A day of a network: a meeting planned or held, a training, an action's day, the end of a quarter to meet in."""

    day: date
    kind: Literal["meeting_planned", "meeting_held", "training", "action_due", "meet_by"]
    thing: UUID
    title: dict[str, str]
    place: str | None = None


class Calendar(At):
    """What is on, from a day to a day, in the order of days."""

    first: date
    last: date
    rows: list[CalendarEntry]


@router.get(
    "/municipalities/{municipality}/networks",
    dependencies=[allow(*NETWORK)],
    summary="Cooperation, monitoring and stakeholder groups",
)
async def networks(municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None) -> Networks:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Networks:
        rows = await reading.rows("networks", municipality)
        return Networks(rows=[_network(row, today) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/networks/{network}",
    dependencies=[allow(*NETWORK)],
    summary="A group: members, meetings, quarters, needs",
)
async def network_now(
    municipality: Municipality, network: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> NetworkPage:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> NetworkPage:
        row = await reading.row("network", municipality, network)
        if row is None:
            raise not_found()
        return NetworkPage(network=_network(row, reports.clock.today()), position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/networks",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Groups of a region, in the viewer's municipalities",
)
async def networks_by_region(
    viewer: CurrentViewer,
    reports: Reader,
    region: Annotated[str | None, Query(pattern="^[0-9]{2}$")] = None,
    after: After = None,
) -> Networks:
    await waited(reports, viewer, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Networks:
        rows = await reading.rows("networks_by_region", region)
        return Networks(rows=[_network(row, today) for row in rows], position=reading.positions)

    return await reports.read(viewer, answer)


def _network(row: asyncpg.Record, today: date) -> Network:
    members: Mapping[str, Mapping[str, Any]] = orjson.loads(row["members"])
    meetings: Sequence[Mapping[str, Any]] = orjson.loads(row["meetings"])
    needs: Mapping[str, Mapping[str, Any]] = orjson.loads(row["needs"])
    recorded = {one["began_on"] for one in orjson.loads(row["missed"])}
    met_on = [date.fromisoformat(one["held_on"]) for one in meetings]
    quarters = [
        Quarter(
            began_on=part.began_on,
            ended_on=part.ended_on,
            met_on=list(part.met_on),
            kept=part.kept,
            recorded=str(part.began_on) in recorded,
        )
        for part in parts(row["formed_on"], row["meetings_a_year"], met_on, today)
    ]
    return Network(
        network=row["key"],
        convener=row["convener"],
        kind=row["kind"],
        name=orjson.loads(row["name"]),
        region=row["region"],
        meetings_a_year=row["meetings_a_year"],
        formed_on=row["formed_on"],
        members=[
            Member(member=member, name=one["name"], kind=one["kind"], left=one.get("left", False))
            for member, one in members.items()
        ],
        members_by_kind=dict(Counter(one["kind"] for one in members.values() if not one.get("left"))),
        meetings=[_meeting(one) for one in sorted(meetings, key=lambda one: str(one["held_on"]))],
        planned=[PlannedMeeting(**one) for one in orjson.loads(row["planned"])],
        quarters=quarters,
        missed=sum(one.kept == "missed" for one in quarters),
        needs=[
            DevelopmentNeed(
                need=need,
                what=one["what"],
                owner=one["owner"],
                status=one["status"],
                reviewed_on=one.get("reviewed_on"),
                reviews=one["reviews"],
            )
            for need, one in needs.items()
        ],
    )


def _meeting(held: Mapping[str, Any]) -> Meeting:
    actions = [MeetingAction(**{**one, "owner": one["owner"]["name"]}) for one in held["actions"]]
    return Meeting(**{**held, "actions": actions})


@router.get(
    "/municipalities/{municipality}/networks/{network}/meetings/{meeting}/minutes",
    dependencies=[allow(*LEADERS, Role.INTEGRATION_UNIT)],
    summary="The minutes of a meeting",
)
async def minutes(
    municipality: Municipality,
    network: UUID,
    meeting: UUID,
    viewer: CurrentViewer,
    reports: Reader,
    after: After = None,
) -> Minutes:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Minutes:
        row = await reading.row("minutes", municipality, network, str(meeting))
        if row is None:
            raise not_found()
        # Minutes may name anybody, so reading them is logged as reading about a person: under the group's id.
        await reading.reads([network], "minutes")
        opened = (await reading.opened([row["minutes"]], FreeText))[row["minutes"]]
        said = None if isinstance(opened, Unreadable) else opened.text
        return Minutes(meeting=meeting, minutes=said, position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/calendar",
    dependencies=[allow(*NETWORK)],
    summary="The network's calendar: meetings, trainings, what is due",
)
async def calendar(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    first: date | None = None,
    last: date | None = None,
    after: After = None,
) -> Calendar:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()
    start = first or today
    end = last or (start + YEAR if start < date.max - YEAR else date.max)

    async def answer(reading: Reading) -> Calendar:
        groups = [_network(row, today) for row in await reading.rows("networks", municipality)]
        trainings = await reading.rows("trainings", municipality, None)
        due = await reading.rows("actions", municipality, "open", today, None)
        entries = [*_of_groups(groups), *_of_trainings(trainings), *_of_actions(due)]
        within_days = [one for one in entries if start <= one.day <= end]
        rows = sorted(within_days, key=lambda one: (one.day, one.kind, str(one.thing)))
        return Calendar(first=start, last=end, rows=rows, position=reading.positions)

    return await reports.read(within, answer)


def _of_groups(groups: Sequence[Network]) -> Iterator[CalendarEntry]:
    for group in groups:
        said = {"thing": group.network, "title": group.name}
        held = {meeting.held_on for meeting in group.meetings}
        for planned in group.planned:
            if planned.day not in held:
                yield CalendarEntry(day=planned.day, kind="meeting_planned", place=planned.place, **said)
        for day in sorted(held):
            yield CalendarEntry(day=day, kind="meeting_held", **said)
        for quarter in group.quarters:
            if quarter.kept == "ahead":
                yield CalendarEntry(day=quarter.ended_on, kind="meet_by", **said)


def _of_trainings(rows: Sequence[asyncpg.Record]) -> Iterator[CalendarEntry]:
    for row in rows:
        day = row["held_on"] or row["planned_on"]
        if day is not None:
            yield CalendarEntry(
                day=day, kind="training", thing=row["key"], title=orjson.loads(row["package"]), place=row["provider"]
            )


def _of_actions(rows: Sequence[asyncpg.Record]) -> Iterator[CalendarEntry]:
    for row in rows:
        yield CalendarEntry(
            day=row["due_on"],
            kind="action_due",
            thing=row["key"],
            title=orjson.loads(row["what"]),
            place=row["owner"],
        )
