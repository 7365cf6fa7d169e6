"""Practices: described, visited, adopted, measured. One row each, which everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.written import as_json
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.activities.practices import (
    ExchangeVisitHeld,
    PracticeAdopted,
    PracticeDocumented,
    PracticeMeasured,
)
from shared.projection import Changes, Projection, changed

ONE: Final = ""


class PracticeRow(NamedTuple):
    """`description`, `visits`, `adoptions` and `results` are JSON, as the events hold them."""

    municipality: str = EVERYBODY
    documented_by: str = ""
    edition: int = 0
    theme: str = ""
    country: str = ""
    region: str = ""
    organisation: str = ""
    description: str = "{}"
    began_on: date | None = None
    visits: str = "[]"
    adoptions: str = "[]"
    results: str = "[]"


PRACTICES: Final = Projection("practices", version=1, row=PracticeRow, ddl="services.reporting")


@PRACTICES.on(PracticeDocumented)
def documented(rows: Mapping[str, PracticeRow], event: Recorded[PracticeDocumented]) -> Changes[PracticeRow]:
    fact = event.event
    row = changed(
        rows.get(ONE) or PracticeRow(),
        documented_by=fact.municipality,
        edition=fact.edition,
        theme=fact.theme,
        country=fact.place.country,
        region=fact.place.region,
        organisation=fact.place.organisation,
        description=as_json(fact.description),
        began_on=fact.began_on,
    )
    return {ONE: row}


def _with(rows: Mapping[str, PracticeRow], part: str, event: Recorded[Any]) -> Changes[PracticeRow]:
    row = rows[ONE]
    known: list[Any] = orjson.loads(getattr(row, part))
    return {ONE: changed(row, **{part: as_json([*known, event.event])})}


@PRACTICES.on(ExchangeVisitHeld)
def visited(rows: Mapping[str, PracticeRow], event: Recorded[ExchangeVisitHeld]) -> Changes[PracticeRow]:
    return _with(rows, "visits", event)


@PRACTICES.on(PracticeAdopted)
def adopted(rows: Mapping[str, PracticeRow], event: Recorded[PracticeAdopted]) -> Changes[PracticeRow]:
    return _with(rows, "adoptions", event)


@PRACTICES.on(PracticeMeasured)
def measured(rows: Mapping[str, PracticeRow], event: Recorded[PracticeMeasured]) -> Changes[PracticeRow]:
    return _with(rows, "results", event)
