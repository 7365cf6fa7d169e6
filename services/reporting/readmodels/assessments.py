"""Assessments: each round of a case's assessment, by which model, from when until when, what came of it.

One row a round ("1", "2" where the client asked again), besides the case's own. The codes that figures go by are opened
from their boxes: the reason of arrival, and the gender that the client told in the form; never an identity code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import Recorded
from shared.events.assessment import (
    AssessmentAnswered,
    AssessmentCompleted,
    AssessmentRequired,
    AssessmentStarted,
    AssessmentWaived,
    DeadlineBreached,
    ModelChosen,
)
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed

GENDER: Final = "gender"
"""The code of the question that every model asks a gender with."""


class AssessmentRow(NamedTuple):
    """`outcome`: required, started, completed, waived; of the case's own row it is "". `round` counts from 1, and in
    the case's own row it is how many there are. `answer_set` is the newest one's number.
    """

    municipality: str = UNKNOWN
    round: int = 0
    outcome: str = ""
    counted_from: date | None = None
    due_on: date | None = None
    breached_on: date | None = None
    model: str | None = None
    model_version: int | None = None
    language: str | None = None
    deliberately: bool | None = None
    started_on: date | None = None
    completed_on: date | None = None
    waived_on: date | None = None
    plan_needed: bool | None = None
    answer_set: int = 0
    reason: str | None = None
    gender: str | None = None


ASSESSMENTS: Final = Projection("assessments", version=1, row=AssessmentRow, ddl="services.reporting")
NEW: Final = AssessmentRow()
Rows = Mapping[str, AssessmentRow]


def _at(rows: Rows, municipality: str, **changes: Any) -> Changes[AssessmentRow]:
    moved = {sub: changed(row, municipality=municipality, **changes) for sub, row in rows.items()}
    return {CASE: changed(NEW, municipality=municipality, **changes), **moved}


def _last(rows: Rows, **changes: Any) -> Changes[AssessmentRow]:
    """The round that is going on, or was last; nothing where none was required."""
    own = rows.get(CASE, NEW)
    row = rows.get(str(own.round))
    return {} if own.round == 0 or row is None else {str(own.round): changed(row, **changes)}


@ASSESSMENTS.on(ArrivalRegistered, opens=("background",))
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[AssessmentRow]:
    told = event.event.background.value
    return _at(rows, event.event.municipality, reason=None if isinstance(told, Unreadable) else told.reason)


@ASSESSMENTS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[AssessmentRow]:
    return _at(rows, event.event.receiver)


@ASSESSMENTS.on(AssessmentRequired)
def required(rows: Rows, event: Recorded[AssessmentRequired]) -> Changes[AssessmentRow]:
    fact, own = event.event, rows.get(CASE, NEW)
    number = own.round + 1
    row = changed(
        own,
        round=number,
        outcome="required",
        counted_from=fact.counted_from,
        due_on=fact.due_on,
    )
    return {CASE: changed(own, round=number), str(number): row}


@ASSESSMENTS.on(ModelChosen)
def chosen(rows: Rows, event: Recorded[ModelChosen]) -> Changes[AssessmentRow]:
    fact = event.event
    return _last(
        rows,
        model=fact.model,
        model_version=fact.model_version,
        language=fact.language,
        deliberately=fact.deliberately,
    )


@ASSESSMENTS.on(AssessmentStarted)
def started(rows: Rows, event: Recorded[AssessmentStarted]) -> Changes[AssessmentRow]:
    return _last(rows, outcome="started", started_on=event.event.started_on)


@ASSESSMENTS.on(AssessmentAnswered, opens=("answers",))
def answered(rows: Rows, event: Recorded[AssessmentAnswered]) -> Changes[AssessmentRow]:
    told = event.event.answers.value
    changes: dict[str, Any] = {"answer_set": event.event.answer_set}
    if not isinstance(told, Unreadable):
        if GENDER in told.values:
            changes["gender"] = str(told.values[GENDER])
        elif GENDER in told.taken_back:
            changes["gender"] = None
    return _last(rows, **changes)


@ASSESSMENTS.on(AssessmentCompleted)
def completed(rows: Rows, event: Recorded[AssessmentCompleted]) -> Changes[AssessmentRow]:
    fact = event.event
    return _last(rows, outcome="completed", completed_on=fact.completed_on, plan_needed=fact.plan_needed)


@ASSESSMENTS.on(AssessmentWaived)
def waived(rows: Rows, event: Recorded[AssessmentWaived]) -> Changes[AssessmentRow]:
    return _last(rows, outcome="waived", waived_on=event.event.waived_on)


@ASSESSMENTS.on(DeadlineBreached)
def breached(rows: Rows, event: Recorded[DeadlineBreached]) -> Changes[AssessmentRow]:
    return _last(rows, breached_on=event.event.breached_on)
