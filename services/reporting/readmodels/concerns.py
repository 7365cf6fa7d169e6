"""Concerns about working conditions: a row each, with whom it is entrusted to; what it says stays in its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Recorded
from shared.events.intake.concerns import ConcernConcluded, ConcernEntrusted, ConcernRaised
from shared.projection import Changes, Projection, changed, copied


class ConcernRow(NamedTuple):
    """`entrusted` is a JSON array of officials' opaque ids, in the order they were entrusted."""

    municipality: str = UNKNOWN
    raised_on: date | None = None
    entrusted: str = "[]"
    concluded_on: date | None = None
    details: bytes | None = None
    words: bytes | None = None
    conclusion: bytes | None = None


CONCERNS: Final = Projection("concerns", version=1, row=ConcernRow, ddl="services.reporting")
Rows = Mapping[str, ConcernRow]


@CONCERNS.on(ConcernRaised)
def raised(_: Rows, event: Recorded[ConcernRaised]) -> Changes[ConcernRow]:
    fact = event.event
    return {
        "": ConcernRow(
            fact.municipality,
            fact.raised_on,
            details=copied(event, "details", fact.details),
            words=copied(event, "words", fact.words),
        )
    }


@CONCERNS.on(ConcernEntrusted)
def entrusted(rows: Rows, event: Recorded[ConcernEntrusted]) -> Changes[ConcernRow]:
    return {
        sub: changed(row, entrusted=orjson.dumps([*orjson.loads(row.entrusted), event.event.official]).decode())
        for sub, row in rows.items()
    }


@CONCERNS.on(ConcernConcluded)
def concluded(rows: Rows, event: Recorded[ConcernConcluded]) -> Changes[ConcernRow]:
    fact = event.event
    conclusion = copied(event, "conclusion", fact.conclusion)
    return {sub: changed(row, concluded_on=fact.concluded_on, conclusion=conclusion) for sub, row in rows.items()}
