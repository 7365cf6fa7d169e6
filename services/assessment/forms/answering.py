"""An assessment by a model's form: chosen as it begins, answered piece by piece, with an interpreter where one is
needed; and what it comes to in the end. Pure, as the case's `domain` is, which hands it the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from services.assessment.days import not_before
from services.assessment.forms.filling import Given, checked, missing, scored
from services.assessment.standing import Duty, Form, Required, UnderWay
from shared.errors import Refused
from shared.events.assessment import (
    Answer,
    Answers,
    AnswerWritten,
    AssessmentAnswered,
    AssessmentScored,
    DeviationReason,
    InterpreterBooked,
    Interpreting,
    ModelChosen,
    Terms,
)
from shared.events.assessment.models import Model
from shared.events.model import Event, Personal
from shared.events.words import Words

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """The model and its version that an assessment is made by, and the language of its form.

    `default` says whether it is the municipality's own default; `deliberately`, whether the official chose it;
    `publisher` is the municipality that published it, None for those that come with Kotopolku.
    """

    code: str
    version: int
    language: str
    default: bool = True
    deliberately: bool = False
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerAssessment:
    """A piece of the form is filled in: `given` by question. `upon` is the answer set that the writer has seen; the ids
    of texts are made from `words`.
    """

    municipality: str
    model: Model
    given: Mapping[str, Given]
    upon: int
    words: UUID


@dataclass(frozen=True, slots=True)
class BookInterpreter:
    """An interpreter is booked for a meeting."""

    municipality: str
    booking: UUID
    booked_for: date
    interpreting: Interpreting


@dataclass(frozen=True, slots=True)
class Gathered:
    """What has been answered up to the answer set of this number; `texts` are the questions answered in words."""

    model: Model
    answer_set: int = 0
    values: Mapping[str, Answer] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()


# --- what is decided --------------------------------------------------------------------------------------------------


def choose(
    model: ChosenModel, duty: Duty, *, spoken: str | None, interpreter_needed: bool, deviation: DeviationReason | None
) -> ModelChosen:
    """The model that an assessment begins with; another than the municipality's default has a reason."""
    if not model.default and deviation is None:
        raise Refused("assessment.deviation_needs_a_reason", "deviation")
    terms = Terms(spoken=spoken, deviation=None if model.default else deviation)
    return ModelChosen(
        municipality=duty.municipality,
        person_id=duty.person_id,
        model=model.code,
        model_version=model.version,
        language=model.language,
        deliberately=model.deliberately,
        interpreter_needed=interpreter_needed,
        publisher=model.publisher,
        terms=Personal(duty.person_id, terms),
    )


def chosen(fact: ModelChosen) -> Form:
    """The form, with nothing in it yet."""
    return Form(
        fact.model, fact.model_version, fact.language, fact.deliberately, fact.interpreter_needed, fact.publisher
    )


def answer(command: AnswerAssessment, case: UnderWay) -> Sequence[Event]:
    """A piece of the form, its words apart from the rest."""
    form = case.form
    if form is None:
        raise Refused("assessment.has_no_form")
    if (command.model.code, command.model.version) != (form.model, form.version):
        raise Refused("assessment.another_model")
    if command.upon != form.answer_set:
        raise Refused("assessment.answers_changed_meanwhile", "answer_set")
    filled = checked(command.model, command.given)
    if not (filled.values or filled.texts or filled.taken_back):
        raise Refused("assessment.nothing_answered", "answers")
    municipality, person, number = case.duty.municipality, case.duty.person_id, form.answer_set + 1
    written = {question: Words(uuid5(command.words, question), text) for question, text in filled.texts.items()}
    answers = Answers(
        values=dict(filled.values),
        texts={question: str(words.text_id) for question, words in written.items()},
        taken_back=filled.taken_back,
    )
    return [
        AssessmentAnswered(municipality=municipality, answer_set=number, answers=Personal(person, answers)),
        *(
            AnswerWritten(municipality=municipality, answer_set=number, text_id=words.text_id, text=words.about(person))
            for words in written.values()
        ),
    ]


def book(command: BookInterpreter, case: Required | UnderWay) -> Sequence[Event]:
    """An interpreter, before the assessment begins or while it goes on."""
    duty = case.duty
    not_before(duty.counted_from, command.booked_for, "booked_for")
    return [
        InterpreterBooked(
            municipality=duty.municipality,
            booking=command.booking,
            booked_for=command.booked_for,
            interpreting=Personal(duty.person_id, command.interpreting),
        )
    ]


def counted(gathered: Gathered | None, case: UnderWay, completed_on: date) -> Sequence[Event]:
    """What the form comes to, once nothing obligatory is missing in it.

    Where nobody has chosen the model and nothing is answered, the assessment was made in talk: what the official
    writes when it is completed is the record then.
    """
    form = case.form
    if form is None or gathered is None:
        return []
    if form.interpreter_needed and not case.duty.interpreter_booked:
        raise Refused("assessment.interpreter_not_booked")
    if gathered.answer_set != form.answer_set:
        raise Refused("assessment.answers_changed_meanwhile")
    if not form.deliberately and form.answer_set == 0:
        return []
    for question in missing(gathered.model, gathered.values, gathered.texts):
        raise Refused("assessment.answer_missing", f"answers.{question}")
    return [
        AssessmentScored(
            municipality=case.duty.municipality,
            scored_on=completed_on,
            model=form.model,
            model_version=form.version,
            result=Personal(case.duty.person_id, scored(gathered.model, gathered.values)),
        )
    ]
