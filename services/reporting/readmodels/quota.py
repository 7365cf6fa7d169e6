"""Municipal places and quota groups: a group has a row for each family, its owner's and receiver's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Recorded
from shared.events.intake.placement import (
    FamilyAllocated,
    FamilyDeclined,
    FamilyTaken,
    PlacesAgreed,
    PlacesTaken,
    QuotaGroupExpected,
)
from shared.projection import Changes, Projection, changed


class QuotaRow(NamedTuple):
    """`kind`: places (of `year`), group, or family as its group's owner (`side` owner) or its receiver sees it.

    `persons` are places taken, or the family's persons. `stage`: offered, taken, declined.
    """

    municipality: str = UNKNOWN
    kind: str = "places"
    year: int | None = None
    agreed: int | None = None
    persons: int = 0
    number: str | None = None
    arrives_on: date | None = None
    family: UUID | None = None
    side: str | None = None
    receiver: str | None = None
    stage: str | None = None
    reason: str | None = None


QUOTA: Final = Projection("quota", version=1, row=QuotaRow, ddl="services.reporting")
ROOT: Final = ""
Rows = Mapping[str, QuotaRow]


@QUOTA.on(PlacesAgreed)
def agreed(rows: Rows, event: Recorded[PlacesAgreed]) -> Changes[QuotaRow]:
    fact = event.event
    row = rows.get(ROOT, QuotaRow(fact.municipality, year=fact.year))
    return {ROOT: changed(row, agreed=fact.places)}


@QUOTA.on(PlacesTaken)
def places_taken(rows: Rows, event: Recorded[PlacesTaken]) -> Changes[QuotaRow]:
    row = rows.get(ROOT)
    return {} if row is None else {ROOT: changed(row, persons=row.persons + event.event.persons)}


@QUOTA.on(QuotaGroupExpected)
def expected(_: Rows, event: Recorded[QuotaGroupExpected]) -> Changes[QuotaRow]:
    fact = event.event
    return {ROOT: QuotaRow(fact.municipality, "group", number=fact.number, arrives_on=fact.arrives_on)}


@QUOTA.on(FamilyAllocated)
def allocated(rows: Rows, event: Recorded[FamilyAllocated]) -> Changes[QuotaRow]:
    """A family has a row for the owner, and one for each municipality that it was ever offered to."""
    fact, group = event.event, rows.get(ROOT)
    if group is None:
        return {}
    row = changed(
        group, kind="family", family=fact.family, persons=fact.persons, receiver=fact.receiver, stage="offered"
    )
    found: dict[str, QuotaRow | None] = {str(fact.family): changed(row, side="owner")}
    found[f"{fact.family}/{fact.receiver}"] = changed(row, side="receiver", municipality=fact.receiver)
    return found


def _now(rows: Rows, fact: FamilyTaken | FamilyDeclined, **changes: Any) -> Changes[QuotaRow]:
    subs = (str(fact.family), f"{fact.family}/{fact.receiver}")
    return {sub: changed(rows[sub], **changes) for sub in subs if sub in rows}


@QUOTA.on(FamilyTaken)
def taken(rows: Rows, event: Recorded[FamilyTaken]) -> Changes[QuotaRow]:
    return _now(rows, event.event, stage="taken", year=event.event.year)


@QUOTA.on(FamilyDeclined)
def declined(rows: Rows, event: Recorded[FamilyDeclined]) -> Changes[QuotaRow]:
    return _now(rows, event.event, stage="declined", reason=event.event.reason.value)
