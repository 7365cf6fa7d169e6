"""Trainings: what was needed, offered and held, and what those who were there thought of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NETWORK, UNIT, After, Reader, waited
from services.reporting.figures import SMALL, Sum, hidden, suppressed
from services.reporting.figures import Cell as Figure
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Scope
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["trainings"])
ALL: Final = "*"


class Feedback(Answer):
    """The average of an audience's ratings from 1 to 5; absent where they are few, or would give few away."""

    audience: str
    answers: int | None
    average: float | None


class Training(Answer):
    """A training; what has not happened yet is absent. `feedback` has a line for each audience, `*` for all."""

    training: UUID
    home: str
    state: str
    topic: dict[str, str]
    package: dict[str, str] | None
    kind: str | None
    provider: str | None
    audiences: list[str]
    people: int
    places: int | None
    hours: int | None
    needed_by: date | None
    planned_on: date | None
    held_on: date | None
    turnout: dict[str, int]
    feedback: list[Feedback]


class Trainings(At):
    """A municipality's trainings, its own and those offered to it."""

    rows: list[Training]


class TrainingFigure(Answer):
    """How many of an audience took part, in a municipality's trainings (`*`: in all)."""

    municipality: str
    audience: str
    people: Figure


class TrainingFigures(At):
    """The trainings held from a day to a day: how many, with how many people, rated how."""

    first: date
    last: date
    held: int
    people: list[TrainingFigure]
    feedback: list[Feedback]
    limit: int


@router.get(
    "/municipalities/{municipality}/trainings", dependencies=[allow(*NETWORK)], summary="Trainings and their feedback"
)
async def trainings(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    state: Annotated[str | None, Query(pattern="^(needed|agreed|offered|held)$")] = None,
    after: After = None,
) -> Trainings:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Trainings:
        rows = await reading.rows("trainings", municipality, state)
        return Trainings(rows=[_training(row) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _training(row: asyncpg.Record) -> Training:
    return Training(
        training=row["key"],
        home=row["home"],
        state=row["state"],
        topic=orjson.loads(row["topic"]),
        package=None if row["package"] is None else orjson.loads(row["package"]),
        kind=row["kind"],
        provider=row["provider"],
        audiences=orjson.loads(row["audiences"]),
        people=row["people"],
        places=row["places"],
        hours=row["hours"],
        needed_by=row["needed_by"],
        planned_on=row["planned_on"],
        held_on=row["held_on"],
        turnout=orjson.loads(row["turnout"]),
        feedback=feedback([orjson.loads(row["ratings"])]),
    )


def feedback(rated: Sequence[Mapping[str, Sequence[int]]]) -> list[Feedback]:
    """Averages by audience and of all, over ratings as rows hold them; small numbers hidden, and what tells them."""
    scores: dict[str, list[int]] = {}
    for ratings in rated:
        for audience, counts in ratings.items():
            known = scores.setdefault(audience, [0] * 5)
            scores[audience] = [one + more for one, more in zip(known, counts, strict=True)]
    if not scores:
        return []
    parts = tuple(sorted(scores))
    scores[ALL] = [sum(column) for column in zip(*scores.values(), strict=True)]
    answers = {audience: sum(counts) for audience, counts in scores.items()}
    away = hidden(answers, [Sum(ALL, parts)])
    return [
        Feedback(audience=audience, answers=None, average=None)
        if audience in away
        else Feedback(audience=audience, answers=answers[audience], average=_average(scores[audience]))
        for audience in (*parts, ALL)
    ]


def _average(counts: Sequence[int]) -> float:
    return round(sum(score * times for score, times in enumerate(counts, 1)) / sum(counts), 2)


@router.get(
    "/training-figures",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Trainings held, people and feedback, in the viewer's municipalities",
)
async def training_figures(
    viewer: CurrentViewer,
    reports: Reader,
    first: date = date(2016, 1, 1),
    last: date | None = None,
    after: After = None,
) -> TrainingFigures:
    await waited(reports, viewer, after)
    end = last or reports.clock.today()

    async def answer(reading: Reading) -> TrainingFigures:
        rows = await reading.rows("trainings_held", first, end)
        cells: dict[tuple[str, ...], int] = {}
        for row in rows:
            for audience, people in orjson.loads(row["turnout"]).items():
                cells[row["home"], audience] = cells.get((row["home"], audience), 0) + people
        return TrainingFigures(
            first=first,
            last=end,
            held=len(rows),
            people=[
                TrainingFigure(municipality=place[0], audience=place[1], people=figure)
                for place, figure in sorted(suppressed(cells).items())
            ]
            if cells
            else [],
            feedback=feedback([orjson.loads(row["ratings"]) for row in rows]),
            limit=SMALL,
            position=reading.positions,
        )

    return await reports.read(viewer, answer)
