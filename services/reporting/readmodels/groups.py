"""Groups: what runs, and who has a place or waits: one row a participant, so that each reader counts whom they may see.

A group has a row for each municipality that it serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
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
    """A group's stream has one order: its sessions are counted as they come."""

    municipality: str = UNKNOWN
    title_fi: str | None = None
    title_sv: str | None = None
    title_en: str | None = None
    language: str | None = None
    places: int = 0
    sessions: int = 0
    starts_on: date | None = None
    last_held_on: date | None = None


class MemberRow(NamedTuple):
    """A referral or a guest: `number` in the queue, 0 for a place. The row "" is the group's own."""

    municipality: str = UNKNOWN
    case_id: UUID | None = None
    number: int | None = None


GROUPS: Final = Projection("groups", version=3, row=GroupRow, ddl="services.reporting")
MEMBERS: Final = Projection("members", version=1, row=MemberRow, ddl="services.reporting")
Members = Mapping[str, MemberRow]


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


@GROUPS.on(SessionHeld)
def met(rows: Mapping[str, GroupRow], event: Recorded[SessionHeld]) -> Changes[GroupRow]:
    return {
        sub: changed(
            row,
            sessions=row.sessions + 1,
            last_held_on=max(filter(None, (row.last_held_on, event.event.held_on))),
        )
        for sub, row in rows.items()
    }


@MEMBERS.on(GroupOpened, reads=())
def begun(_: Members, event: Recorded[GroupOpened]) -> Changes[MemberRow]:
    return {CASE: MemberRow(event.event.municipality)}


def _member(rows: Members, who: UUID, case: UUID | None, number: int) -> Changes[MemberRow]:
    group = rows.get(CASE)
    # A group's opening is its first event: what nobody opened is not a group of ours.
    return {} if group is None else {f"{who}": MemberRow(group.municipality, case, number)}


@MEMBERS.on(ParticipantEnrolled, reads=(CASE,))
def enrolled(rows: Members, event: Recorded[ParticipantEnrolled]) -> Changes[MemberRow]:
    return _member(rows, event.event.referral, event.event.case, 0)


@MEMBERS.on(ParticipantQueued, reads=(CASE,))
def queued(rows: Members, event: Recorded[ParticipantQueued]) -> Changes[MemberRow]:
    return _member(rows, event.event.referral, event.event.case, event.event.number)


@MEMBERS.on(GuestEnrolled, reads=(CASE,))
def guest_enrolled(rows: Members, event: Recorded[GuestEnrolled]) -> Changes[MemberRow]:
    return _member(rows, event.event.guest, None, 0)


@MEMBERS.on(GuestQueued, reads=(CASE,))
def guest_queued(rows: Members, event: Recorded[GuestQueued]) -> Changes[MemberRow]:
    return _member(rows, event.event.guest, None, event.event.number)


@MEMBERS.on(ParticipantWithdrew, reads=())
def withdrew(_: Members, event: Recorded[ParticipantWithdrew]) -> Changes[MemberRow]:
    return {f"{event.event.referral}": None}


@MEMBERS.on(GuestWithdrew, reads=())
def guest_withdrew(_: Members, event: Recorded[GuestWithdrew]) -> Changes[MemberRow]:
    return {f"{event.event.guest}": None}
