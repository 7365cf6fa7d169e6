"""Forms: what was answered in a case's assessment, as copied boxes, one row a piece, and the result.

Nothing is opened here: whoever may read the form opens it when it is read, and the usage log says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.assessment import (
    AnswerWritten,
    AssessmentAnswered,
    AssessmentRequired,
    AssessmentScored,
    InterpreterBooked,
    ModelChosen,
)
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.projection import Changes, Projection, changed, copied


class FormRow(NamedTuple):
    """`kind`: answers, words, result, terms, interpreter; "" of the case's own row, whose `round` is the last one."""

    municipality: str = UNKNOWN
    round: int = 0
    kind: str = ""
    answer_set: int = 0
    text_id: UUID | None = None
    sealed: bytes | None = None


FORMS: Final = Projection("forms", version=1, row=FormRow, ddl="services.reporting")
NEW: Final = FormRow()
ONE: Final = (CASE,)
Rows = Mapping[str, FormRow]


def _at(rows: Rows, municipality: str) -> Changes[FormRow]:
    return {CASE: changed(NEW, municipality=municipality), **all_moved(rows, municipality)}


def _piece(rows: Rows, sub: str, kind: str, sealed: bytes | None, **more: object) -> Changes[FormRow]:
    number = rows.get(CASE, NEW).round
    row = changed(NEW, municipality=municipality_of(rows), round=number, kind=kind, sealed=sealed, **more)
    return {f"{number}/{sub}": row}


@FORMS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[FormRow]:
    return _at(rows, event.event.municipality)


@FORMS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[FormRow]:
    return _at(rows, event.event.receiver)


@FORMS.on(AssessmentRequired, reads=ONE)
def required(rows: Rows, _: Recorded[AssessmentRequired]) -> Changes[FormRow]:
    own = rows.get(CASE, NEW)
    return {CASE: changed(own, round=own.round + 1)}


@FORMS.on(ModelChosen, reads=ONE)
def chosen(rows: Rows, event: Recorded[ModelChosen]) -> Changes[FormRow]:
    return _piece(rows, "terms", "terms", copied(event, "terms", event.event.terms))


@FORMS.on(AssessmentAnswered, reads=ONE)
def answered(rows: Rows, event: Recorded[AssessmentAnswered]) -> Changes[FormRow]:
    fact = event.event
    sealed = copied(event, "answers", fact.answers)
    return _piece(rows, f"answers/{fact.answer_set}", "answers", sealed, answer_set=fact.answer_set)


@FORMS.on(AnswerWritten, reads=ONE)
def written(rows: Rows, event: Recorded[AnswerWritten]) -> Changes[FormRow]:
    fact = event.event
    sealed = copied(event, "text", fact.text)
    more = {"answer_set": fact.answer_set, "text_id": fact.text_id}
    return _piece(rows, f"words/{fact.text_id}", "words", sealed, **more)


@FORMS.on(AssessmentScored, reads=ONE)
def scored(rows: Rows, event: Recorded[AssessmentScored]) -> Changes[FormRow]:
    return _piece(rows, "result", "result", copied(event, "result", event.event.result))


@FORMS.on(InterpreterBooked, reads=ONE)
def interpreter(rows: Rows, event: Recorded[InterpreterBooked]) -> Changes[FormRow]:
    fact = event.event
    sealed = copied(event, "interpreting", fact.interpreting)
    return _piece(rows, f"interpreter/{fact.booking}", "interpreter", sealed)
