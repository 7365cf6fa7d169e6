"""Seasons: what a group has planned and held, how many came, who runs it; wishes; and what it did for those who came.

A rating is opened to be counted: four small numbers, without a name, in rows that only figures are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, municipality_of, recorded_on
from shared.events import Recorded
from shared.events.activities import GroupOpened, ParticipantEnrolled, SessionHeld
from shared.events.activities.groups import (
    CoOrganiserJoined,
    EffectRated,
    GuestEnrolled,
    GuestKind,
    HeadcountRecorded,
    SessionPlanned,
    WishExpressed,
    WishTakenUp,
)
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed


class SeasonRow(NamedTuple):
    """The row "" sums the group up; the others are its sessions. `organisers` is JSON."""

    municipality: str = UNKNOWN
    session: UUID | None = None
    planned_on: date | None = None
    begins: str | None = None
    place: str | None = None
    leader: str | None = None
    transport: str | None = None
    cents: int | None = None
    held_on: date | None = None
    people: int | None = None
    long_time_residents: int | None = None
    organisers: str = "[]"
    guests: int = 0
    long_time_guests: int = 0


class EffectRow(NamedTuple):
    """One participant's own ratings before and after, 1 to 5; None where there is none, or it was erased.

    `case_id` is the participant's, who is no guest: figures are without those whom the reader may not know of.
    """

    municipality: str = UNKNOWN
    before_language: int | None = None
    before_inclusion: int | None = None
    before_work_ability: int | None = None
    before_digital: int | None = None
    after_language: int | None = None
    after_inclusion: int | None = None
    after_work_ability: int | None = None
    after_digital: int | None = None
    case_id: UUID | None = None


class WishRow(NamedTuple):
    """A wish; `groups` counts those planned from it, and under each of their ids it stands once more.

    What was said in words is not here.
    """

    municipality: str
    need: str
    language: str | None
    wished_on: date
    of_case: bool
    groups: int = 0
    case_id: UUID | None = None


SEASONS: Final = Projection("seasons", version=2, row=SeasonRow, ddl="services.reporting")
EFFECTS: Final = Projection("effects", version=2, row=EffectRow, ddl="services.reporting")
WISHES: Final = Projection("wishes", version=2, row=WishRow, ddl="services.reporting")


@SEASONS.on(GroupOpened)
def opened(_: Mapping[str, SeasonRow], event: Recorded[GroupOpened]) -> Changes[SeasonRow]:
    return {CASE: SeasonRow(event.event.municipality)}


def _session(rows: Mapping[str, SeasonRow], session: UUID, **said: Any) -> Changes[SeasonRow]:
    sub = f"{session}"
    return {sub: changed(rows.get(sub) or SeasonRow(municipality_of(rows), session), **said)}


def _sum(rows: Mapping[str, SeasonRow], **said: Any) -> Changes[SeasonRow]:
    row = rows.get(CASE)
    return {} if row is None else {CASE: changed(row, **said)}


@SEASONS.on(SessionPlanned)
def planned(rows: Mapping[str, SeasonRow], event: Recorded[SessionPlanned]) -> Changes[SeasonRow]:
    plan = event.event.plan
    said = {
        "planned_on": plan.on,
        "begins": plan.begins,
        "place": plan.place,
        "leader": plan.leader,
        "transport": plan.transport,
        "cents": plan.cents,
    }
    return _session(rows, event.event.session, **said)


@SEASONS.on(SessionHeld)
def held(rows: Mapping[str, SeasonRow], event: Recorded[SessionHeld]) -> Changes[SeasonRow]:
    return _session(rows, event.event.session, held_on=event.event.held_on)


@SEASONS.on(HeadcountRecorded)
def counted(rows: Mapping[str, SeasonRow], event: Recorded[HeadcountRecorded]) -> Changes[SeasonRow]:
    fact = event.event
    return _session(rows, fact.session, people=fact.people, long_time_residents=fact.long_time_residents)


@SEASONS.on(CoOrganiserJoined)
def joined(rows: Mapping[str, SeasonRow], event: Recorded[CoOrganiserJoined]) -> Changes[SeasonRow]:
    row = rows.get(CASE)
    names = sorted({*orjson.loads(row.organisers if row else "[]"), event.event.organiser.name})
    return _sum(rows, organisers=orjson.dumps(names).decode())


@SEASONS.on(GuestEnrolled)
def guest(rows: Mapping[str, SeasonRow], event: Recorded[GuestEnrolled]) -> Changes[SeasonRow]:
    row = rows.get(CASE)
    if row is None:
        return {}
    long_time = row.long_time_guests + (event.event.kind is GuestKind.LONG_TIME)
    return _sum(rows, guests=row.guests + 1, long_time_guests=long_time)


@EFFECTS.on(GroupOpened)
def measured(_: Mapping[str, EffectRow], event: Recorded[GroupOpened]) -> Changes[EffectRow]:
    return {CASE: EffectRow(event.event.municipality)}


@EFFECTS.on(ParticipantEnrolled)
def enrolled(rows: Mapping[str, EffectRow], event: Recorded[ParticipantEnrolled]) -> Changes[EffectRow]:
    sub = f"{event.event.referral}"
    return {sub: changed(rows.get(sub) or EffectRow(municipality_of(rows)), case_id=event.event.case)}


@EFFECTS.on(EffectRated, opens=("ratings",))
def rated(rows: Mapping[str, EffectRow], event: Recorded[EffectRated]) -> Changes[EffectRow]:
    fact, said = event.event, event.event.ratings.value
    if isinstance(said, Unreadable):
        return {}
    sub = f"{fact.participant}"
    row = rows.get(sub) or EffectRow(municipality_of(rows))
    ratings = {f"{fact.phase.value}_{name}": value for name, value in said.model_dump().items()}
    return {sub: changed(row, **ratings)}


@WISHES.on(WishExpressed, reads=())
def wished(_: Mapping[str, WishRow], event: Recorded[WishExpressed]) -> Changes[WishRow]:
    fact = event.event
    on, case = recorded_on(event), fact.case
    return {CASE: WishRow(fact.municipality, fact.need.value, fact.language, on, case is not None, case_id=case)}


@WISHES.on(WishTakenUp, reads=(CASE,))
def taken_up(rows: Mapping[str, WishRow], event: Recorded[WishTakenUp]) -> Changes[WishRow]:
    row = rows.get(CASE)
    if row is None:
        return {}
    return {CASE: changed(row, groups=row.groups + 1), f"{event.event.group}": changed(row, groups=0)}
