"""Households: who belongs to the person of a case. A row a link, besides one that says whose the case is.

Whether the other one's case may be shown is asked of the caseload when somebody looks: row-level security answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.intake.household import HouseholdLinked, HouseholdUnlinked
from shared.projection import Changes, Projection, changed, copied


class HouseholdRow(NamedTuple):
    """A link: `kinship` and `contact` are copied boxes, `member` the other one's case."""

    municipality: str = UNKNOWN
    link: UUID | None = None
    member: UUID | None = None
    kinship: bytes | None = None
    contact: bytes | None = None
    ended_on: date | None = None


HOUSEHOLDS: Final = Projection("households", version=1, row=HouseholdRow, ddl="services.reporting")
Rows = Mapping[str, HouseholdRow]


def _at(rows: Rows, municipality: str) -> Changes[HouseholdRow]:
    return {**all_moved(rows, municipality), CASE: HouseholdRow(municipality)}


@HOUSEHOLDS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[HouseholdRow]:
    return _at(rows, event.event.municipality)


@HOUSEHOLDS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[HouseholdRow]:
    return _at(rows, event.event.receiver)


@HOUSEHOLDS.on(HouseholdLinked, reads=(CASE,))
def linked(rows: Rows, event: Recorded[HouseholdLinked]) -> Changes[HouseholdRow]:
    fact = event.event
    row = HouseholdRow(
        municipality_of(rows),
        fact.link,
        fact.member,
        copied(event, "kinship", fact.kinship),
        copied(event, "contact", fact.contact),
    )
    return {f"{fact.link}": row}


@HOUSEHOLDS.on(HouseholdUnlinked, reads=lambda event: (f"{event.event.link}",))
def unlinked(rows: Rows, event: Recorded[HouseholdUnlinked]) -> Changes[HouseholdRow]:
    row = rows.get(f"{event.event.link}")
    return {} if row is None else {f"{event.event.link}": changed(row, ended_on=event.event.ended_on)}
