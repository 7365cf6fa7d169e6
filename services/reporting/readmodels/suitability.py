"""Suitability: visits to areas, and how areas suit the person of a case. One row a visit and one an evaluation.

What an evaluation comes to is opened, as the unit's figures go by it; reasons and impressions stay in their boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.assessment.suitability import AreaVisited, SuitabilityEvaluated
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed, copied


class SuitabilityRow(NamedTuple):
    """`kind`: visit, evaluation; "" of the case's own row. `visits` are those that an evaluation rests on."""

    municipality: str = UNKNOWN
    kind: str = ""
    area: str | None = None
    on_day: date | None = None
    visits: int = 0
    visit: UUID | None = None
    interest: int | None = None
    suits: str | None = None
    sealed: bytes | None = None
    words: bytes | None = None


SUITABILITY: Final = Projection("suitability", version=1, row=SuitabilityRow, ddl="services.reporting")
NEW: Final = SuitabilityRow()
ONE: Final = (CASE,)
Rows = Mapping[str, SuitabilityRow]


def _at(rows: Rows, municipality: str) -> Changes[SuitabilityRow]:
    return {CASE: changed(NEW, municipality=municipality), **all_moved(rows, municipality)}


@SUITABILITY.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[SuitabilityRow]:
    return _at(rows, event.event.municipality)


@SUITABILITY.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[SuitabilityRow]:
    return _at(rows, event.event.receiver)


@SUITABILITY.on(AreaVisited, reads=ONE)
def visited(rows: Rows, event: Recorded[AreaVisited]) -> Changes[SuitabilityRow]:
    fact = event.event
    return {
        f"visit/{fact.visit}": changed(
            NEW,
            municipality=municipality_of(rows),
            kind="visit",
            area=fact.area,
            on_day=fact.visited_on,
            visit=fact.visit,
            sealed=copied(event, "participants", fact.participants),
            words=copied(event, "impressions", fact.impressions),
        )
    }


@SUITABILITY.on(SuitabilityEvaluated, reads=ONE, opens=("evaluation",))
def evaluated(rows: Rows, event: Recorded[SuitabilityEvaluated]) -> Changes[SuitabilityRow]:
    fact = event.event
    told = fact.evaluation.value
    interest, suits = (None, None) if isinstance(told, Unreadable) else (told.interest, told.suits.value)
    # The newest evaluation of an area holds: the one before it is in the case's history.
    return {
        f"evaluation/{fact.area}": changed(
            NEW,
            municipality=municipality_of(rows),
            kind="evaluation",
            area=fact.area,
            on_day=fact.evaluated_on,
            visits=fact.visits,
            interest=interest,
            suits=suits,
            sealed=copied(event, "evaluation", fact.evaluation),
            words=copied(event, "reasons", fact.reasons),
        )
    }
