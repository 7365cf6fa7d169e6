"""Groups: what runs, for whom there is room, who waits. A row for each municipality that a group serves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Recorded
from shared.events.activities import (
    GroupOpened,
    ParticipantEnrolled,
    ParticipantQueued,
    ParticipantWithdrew,
    SessionHeld,
)
from shared.events.activities.groups import GuestEnrolled, GuestQueued, GuestWithdrew
from shared.projection import Changes, Projection, changed


class GroupRow(NamedTuple):
    """`members` is a JSON object: referral or guest → queue number, 0 for a place. A group's stream has one order."""

    municipality: str = UNKNOWN
    title_fi: str | None = None
    title_sv: str | None = None
    title_en: str | None = None
    language: str | None = None
    places: int = 0
    taken: int = 0
    queued: int = 0
    sessions: int = 0
    starts_on: date | None = None
    last_held_on: date | None = None
    members: str = "{}"


GROUPS: Final = Projection("groups", version=2, row=GroupRow, ddl="services.reporting")


def _now(rows: Mapping[str, GroupRow], **changes: Any) -> Changes[GroupRow]:
    return {sub: changed(row, **changes) for sub, row in rows.items()}


def _with(rows: Mapping[str, GroupRow], referral: str, number: int | None) -> Changes[GroupRow]:
    row = next(iter(rows.values()), None)
    if row is None:
        return {}  # nobody opened it: intake of a group is its first event, so this is not a group of ours
    members: dict[str, int] = orjson.loads(row.members)
    if number is None:
        members.pop(referral, None)
    else:
        members[referral] = number
    taken = sum(1 for place in members.values() if place == 0)
    said = orjson.dumps(members, option=orjson.OPT_SORT_KEYS).decode()
    return _now(rows, members=said, taken=taken, queued=len(members) - taken)


@GROUPS.on(GroupOpened)
def opened(_: Mapping[str, GroupRow], event: Recorded[GroupOpened]) -> Changes[GroupRow]:
    fact = event.event
    return {
        fact.municipality: GroupRow(
            fact.municipality,
            fact.title.fi,
            fact.title.sv,
            fact.title.en,
            fact.language,
            fact.places,
            starts_on=fact.starts_on,
        )
    }


@GROUPS.on(ParticipantEnrolled)
def enrolled(rows: Mapping[str, GroupRow], event: Recorded[ParticipantEnrolled]) -> Changes[GroupRow]:
    return _with(rows, str(event.event.referral), 0)


@GROUPS.on(ParticipantQueued)
def queued(rows: Mapping[str, GroupRow], event: Recorded[ParticipantQueued]) -> Changes[GroupRow]:
    return _with(rows, str(event.event.referral), event.event.number)


@GROUPS.on(ParticipantWithdrew)
def withdrew(rows: Mapping[str, GroupRow], event: Recorded[ParticipantWithdrew]) -> Changes[GroupRow]:
    return _with(rows, str(event.event.referral), None)


@GROUPS.on(GuestEnrolled)
def guest_enrolled(rows: Mapping[str, GroupRow], event: Recorded[GuestEnrolled]) -> Changes[GroupRow]:
    return _with(rows, str(event.event.guest), 0)


@GROUPS.on(GuestQueued)
def guest_queued(rows: Mapping[str, GroupRow], event: Recorded[GuestQueued]) -> Changes[GroupRow]:
    return _with(rows, str(event.event.guest), event.event.number)


@GROUPS.on(GuestWithdrew)
def guest_withdrew(rows: Mapping[str, GroupRow], event: Recorded[GuestWithdrew]) -> Changes[GroupRow]:
    return _with(rows, str(event.event.guest), None)


@GROUPS.on(SessionHeld)
def met(rows: Mapping[str, GroupRow], event: Recorded[SessionHeld]) -> Changes[GroupRow]:
    row = next(iter(rows.values()), None)
    if row is None:
        return {}
    last = max(filter(None, (row.last_held_on, event.event.held_on)))
    return _now(rows, sessions=row.sessions + 1, last_held_on=last)
