"""Cooperation, monitoring and stakeholder groups: a row for each municipality they serve; minutes in rows of their own.

Minutes are sealed, and the convener's alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from services.reporting.readmodels.written import as_json, plain
from shared.events import Recorded
from shared.events.activities.cooperation import (
    CooperationGroupFormed,
    MeetingHeld,
    MeetingsPlanned,
    MemberJoined,
    MemberLeft,
    NeedRaised,
    NeedReviewed,
    QuarterMissed,
)
from shared.projection import Changes, Projection, changed, copied


class NetworkRow(NamedTuple):
    """Its parts are JSON: `members` and `needs` by id, `meetings`, `planned` and `missed` in the order they came."""

    municipality: str = UNKNOWN
    convener: str = UNKNOWN
    kind: str = ""
    name: str = "{}"
    region: str = ""
    meetings_a_year: int = 4
    formed_on: date | None = None
    members: str = "{}"
    meetings: str = "[]"
    planned: str = "[]"
    missed: str = "[]"
    needs: str = "{}"


class MinutesRow(NamedTuple):
    """The minutes of one meeting, a copied box."""

    municipality: str = UNKNOWN
    meeting: UUID | None = None
    minutes: bytes | None = None


NETWORKS: Final = Projection("networks", version=1, row=NetworkRow, ddl="services.reporting")
MINUTES: Final = Projection("minutes", version=1, row=MinutesRow, ddl="services.reporting")
CONVENER: Final = ""
"""The sub-key of the row of `minutes` that says whose they are."""


def _all(rows: Mapping[str, NetworkRow], **changes: Any) -> Changes[NetworkRow]:
    return {sub: changed(row, **changes) for sub, row in rows.items()}


def _one(rows: Mapping[str, NetworkRow]) -> NetworkRow:
    """Any row: they differ in the municipality only."""
    return next(iter(rows.values()))


@NETWORKS.on(CooperationGroupFormed)
def formed(_: Mapping[str, NetworkRow], event: Recorded[CooperationGroupFormed]) -> Changes[NetworkRow]:
    fact = event.event
    row = NetworkRow(
        fact.municipality,
        fact.municipality,
        fact.kind.value,
        as_json(fact.title),
        fact.region,
        fact.meetings_a_year,
        fact.formed_on,
    )
    return {municipality: changed(row, municipality=municipality) for municipality in fact.municipalities}


@NETWORKS.on(MemberJoined)
def joined(rows: Mapping[str, NetworkRow], event: Recorded[MemberJoined]) -> Changes[NetworkRow]:
    fact = event.event
    members = {
        **orjson.loads(_one(rows).members),
        str(fact.member): {"name": fact.organisation, "kind": fact.kind.value},
    }
    return _all(rows, members=as_json(members))


@NETWORKS.on(MemberLeft)
def left(rows: Mapping[str, NetworkRow], event: Recorded[MemberLeft]) -> Changes[NetworkRow]:
    members = orjson.loads(_one(rows).members)
    members[str(event.event.member)]["left"] = True
    return _all(rows, members=as_json(members))


@NETWORKS.on(MeetingsPlanned)
def planned(rows: Mapping[str, NetworkRow], event: Recorded[MeetingsPlanned]) -> Changes[NetworkRow]:
    fact = event.event
    days = [*orjson.loads(_one(rows).planned), *({"day": str(day), "place": fact.place} for day in fact.days)]
    return _all(rows, planned=as_json(sorted(days, key=lambda one: str(one["day"]))))


@NETWORKS.on(MeetingHeld)
def met(rows: Mapping[str, NetworkRow], event: Recorded[MeetingHeld]) -> Changes[NetworkRow]:
    fact = event.event
    meeting = {
        "meeting": str(fact.meeting),
        "held_on": str(fact.held_on),
        "present": plain(fact.present),
        "decisions": plain(fact.decisions),
        "actions": plain(fact.actions),
        "practices": plain(fact.practices),
        "minutes": fact.minutes is not None,
    }
    return _all(rows, meetings=as_json([*orjson.loads(_one(rows).meetings), meeting]))


@NETWORKS.on(QuarterMissed)
def missed(rows: Mapping[str, NetworkRow], event: Recorded[QuarterMissed]) -> Changes[NetworkRow]:
    fact = event.event
    days = [*orjson.loads(_one(rows).missed), {"began_on": str(fact.began_on), "ended_on": str(fact.ended_on)}]
    return _all(rows, missed=as_json(days))


@NETWORKS.on(NeedRaised)
def need_raised(rows: Mapping[str, NetworkRow], event: Recorded[NeedRaised]) -> Changes[NetworkRow]:
    fact = event.event
    need = {"what": plain(fact.what), "owner": fact.owner.name, "status": "open", "reviews": 0}
    return _all(rows, needs=as_json({**orjson.loads(_one(rows).needs), str(fact.need): need}))


@NETWORKS.on(NeedReviewed)
def need_reviewed(rows: Mapping[str, NetworkRow], event: Recorded[NeedReviewed]) -> Changes[NetworkRow]:
    fact = event.event
    needs = orjson.loads(_one(rows).needs)
    need = needs[str(fact.need)]
    need |= {
        "owner": fact.owner.name,
        "status": fact.status.value,
        "reviewed_on": str(fact.reviewed_on),
        "reviews": need["reviews"] + 1,
    }
    return _all(rows, needs=as_json(needs))


@MINUTES.on(CooperationGroupFormed)
def convened(_: Mapping[str, MinutesRow], event: Recorded[CooperationGroupFormed]) -> Changes[MinutesRow]:
    return {CONVENER: MinutesRow(event.event.municipality)}


@MINUTES.on(MeetingHeld)
def written_down(rows: Mapping[str, MinutesRow], event: Recorded[MeetingHeld]) -> Changes[MinutesRow]:
    fact = event.event
    if fact.minutes is None:
        return {}
    minutes = copied(event, "minutes", fact.minutes)
    return {str(fact.meeting): MinutesRow(rows[CONVENER].municipality, fact.meeting, minutes)}
