"""Trainings: what was needed, agreed, offered, held, and how it was rated. A row for each municipality it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from services.reporting.readmodels.written import as_json
from shared.events import Recorded
from shared.events.activities.trainings import (
    TrainingAgreed,
    TrainingHeld,
    TrainingNeeded,
    TrainingOffered,
    TrainingRated,
)
from shared.projection import Changes, Projection, changed


class TrainingRow(NamedTuple):
    """`state`: needed, agreed, offered, held. `home` is the municipality that needed it.

    `turnout` is a JSON object audience → people, `ratings` audience → how often each score from 1 to 5 was given.
    """

    municipality: str = UNKNOWN
    home: str = UNKNOWN
    state: str = "needed"
    topic: str = "{}"
    package: str | None = None
    kind: str | None = None
    provider: str | None = None
    audiences: str = "[]"
    people: int = 0
    places: int | None = None
    hours: int | None = None
    needed_by: date | None = None
    planned_on: date | None = None
    held_on: date | None = None
    turnout: str = "{}"
    ratings: str = "{}"


TRAININGS: Final = Projection("trainings", version=1, row=TrainingRow, ddl="services.reporting")


def _all(rows: Mapping[str, TrainingRow], **changes: Any) -> Changes[TrainingRow]:
    return {sub: changed(row, **changes) for sub, row in rows.items()}


@TRAININGS.on(TrainingNeeded)
def needed(_: Mapping[str, TrainingRow], event: Recorded[TrainingNeeded]) -> Changes[TrainingRow]:
    fact = event.event
    row = TrainingRow(
        fact.municipality,
        fact.municipality,
        topic=as_json(fact.topic),
        audiences=as_json(fact.audiences),
        people=fact.people,
        needed_by=fact.needed_by,
    )
    return {fact.municipality: row}


@TRAININGS.on(TrainingAgreed)
def agreed(rows: Mapping[str, TrainingRow], event: Recorded[TrainingAgreed]) -> Changes[TrainingRow]:
    fact = event.event
    return _all(
        rows,
        state="agreed",
        package=as_json(fact.package),
        kind=fact.kind.value,
        provider=fact.provider,
        planned_on=fact.planned_on,
        hours=fact.hours,
    )


@TRAININGS.on(TrainingOffered)
def offered(rows: Mapping[str, TrainingRow], event: Recorded[TrainingOffered]) -> Changes[TrainingRow]:
    fact = event.event
    (row,) = rows.values()
    now = changed(row, state="offered", audiences=as_json(fact.audiences), places=fact.places)
    return {municipality: changed(now, municipality=municipality) for municipality in fact.municipalities}


@TRAININGS.on(TrainingHeld)
def held(rows: Mapping[str, TrainingRow], event: Recorded[TrainingHeld]) -> Changes[TrainingRow]:
    fact = event.event
    turnout = as_json({one.audience.value: one.people for one in fact.turnout})
    return _all(rows, state="held", held_on=fact.held_on, turnout=turnout)


@TRAININGS.on(TrainingRated)
def rated(rows: Mapping[str, TrainingRow], event: Recorded[TrainingRated]) -> Changes[TrainingRow]:
    fact = event.event
    row = next(iter(rows.values()))
    ratings: dict[str, list[int]] = orjson.loads(row.ratings)
    counts = ratings.setdefault(fact.audience.value, [0] * 5)
    counts[fact.score - 1] += 1
    return _all(rows, ratings=as_json(ratings))
