"""Integration programmes: a row for each version; measurements stand with the version that was the newest then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from services.reporting.readmodels.written import as_json
from shared.events import Recorded
from shared.events.activities.programmes import IndicatorMeasured, ProgrammeAdopted
from shared.projection import Changes, Projection, changed


class ProgrammeRow(NamedTuple):
    """`goals` and `measured` are JSON lists as the events hold them."""

    municipality: str = UNKNOWN
    number: int = 0
    title: str = "{}"
    adopted_on: date | None = None
    adopted_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    goals: str = "[]"
    measured: str = "[]"


PROGRAMMES: Final = Projection("programmes", version=1, row=ProgrammeRow, ddl="services.reporting")


@PROGRAMMES.on(ProgrammeAdopted)
def adopted(_: Mapping[str, ProgrammeRow], event: Recorded[ProgrammeAdopted]) -> Changes[ProgrammeRow]:
    fact = event.event
    row = ProgrammeRow(
        fact.municipality,
        fact.number,
        as_json(fact.title),
        fact.adopted_on,
        fact.adopted_by,
        fact.valid_from,
        fact.valid_to,
        as_json(fact.goals),
    )
    return {str(fact.number): row}


@PROGRAMMES.on(IndicatorMeasured)
def measured(rows: Mapping[str, ProgrammeRow], event: Recorded[IndicatorMeasured]) -> Changes[ProgrammeRow]:
    newest = max(rows, key=lambda sub: rows[sub].number)
    known: list[Any] = orjson.loads(rows[newest].measured)
    return {newest: changed(rows[newest], measured=as_json([*known, event.event]))}
