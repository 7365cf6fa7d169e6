"""What a model makes of answers: which of them fit, which questions are asked at all, what is missing, what it counts.

Pure: a model and answers come in. An answer is kept as its question's kind has it (`shared.events.assessment.Answer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias, assert_never

from shared.errors import Refused
from shared.events.assessment import Answer, Result
from shared.events.assessment.models import Model, Question, QuestionKind, Said
from shared.regions.levels import LEVELS, rank
from shared.regions.texts import Language

LONGEST_TEXT: Final = 4000
Given: TypeAlias = bool | int | float | str | tuple[str, ...] | None
"""What somebody has said to a question; None takes an answer back."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A piece of a form that fits its model: `values` by question, `texts` in words, `taken_back` unanswered again."""

    values: Mapping[str, Answer] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    taken_back: tuple[str, ...] = ()


def questions(model: Model) -> Iterator[Question]:
    """Every question, in order."""
    for section in model.sections:
        yield from section.questions


def checked(model: Model, given: Mapping[str, Given]) -> Filled:
    """The answers as they are kept.

    Raises:
        Refused: one of them does not fit its question; the field is `answers.<question>`.
    """
    known = {question.code: question for question in questions(model)}
    values: dict[str, Answer] = {}
    texts: dict[str, str] = {}
    taken_back: list[str] = []
    for code, said in given.items():
        question = known.get(code)
        if question is None:
            raise Refused("answer.unknown_question", f"answers.{code}")
        if said is None:
            taken_back.append(code)
        elif question.kind is QuestionKind.TEXT:
            texts[code] = _text(question, said)
        else:
            values[code] = _value(question, said)
    return Filled(values, texts, tuple(taken_back))


def _value(question: Question, said: Given) -> Answer:  # noqa: PLR0911 - one for each kind
    match question.kind:
        case QuestionKind.SINGLE_CHOICE:
            return _choice(question, said)
        case QuestionKind.SEVERAL_CHOICES:
            return _choices(question, said)
        case QuestionKind.NUMBER:
            return _number(question, said)
        case QuestionKind.SCALE:
            return _step(question, said)
        case QuestionKind.DATE:
            return _day(question, said)
        case QuestionKind.CEFR_LEVEL:
            return _level(question, said)
        case QuestionKind.YES_NO:
            return _yes_no(question, said)
        case QuestionKind.TEXT:
            return _text(question, said)
    assert_never(question.kind)


def _no(question: Question, code: str) -> Refused:
    return Refused(code, f"answers.{question.code}")


def _text(question: Question, said: object) -> str:
    if not isinstance(said, str) or not said.strip():
        raise _no(question, "answer.not_text")
    if len(said) > LONGEST_TEXT:
        raise _no(question, "answer.text_too_long")
    return said


def _choice(question: Question, said: object) -> str:
    if not isinstance(said, str) or said not in {choice.code for choice in question.choices}:
        raise _no(question, "answer.not_a_choice")
    return said


def _choices(question: Question, said: object) -> tuple[str, ...]:
    if not isinstance(said, tuple):
        raise _no(question, "answer.not_choices")
    chosen = {_choice(question, one) for one in said}
    return tuple(choice.code for choice in question.choices if choice.code in chosen)


def _number(question: Question, said: object) -> int | float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise _no(question, "answer.not_a_number")
    return _within(question, said)


def _step(question: Question, said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int):
        raise _no(question, "answer.not_a_step")
    return int(_within(question, said))


def _within(question: Question, said: float) -> int | float:
    least, most = question.least, question.most
    if (least is not None and said < least) or (most is not None and said > most):
        raise _no(question, "answer.out_of_range")
    return said


def _day(question: Question, said: object) -> str:
    if not isinstance(said, str):
        raise _no(question, "answer.not_a_day")
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise _no(question, "answer.not_a_day") from None


def _level(question: Question, said: object) -> str:
    if not isinstance(said, str) or said not in LEVELS:
        raise _no(question, "answer.not_a_level")
    return said


def _yes_no(question: Question, said: object) -> bool:
    if not isinstance(said, bool):
        raise _no(question, "answer.not_yes_or_no")
    return said


# --- what is asked, and what is missing -------------------------------------------------------------------------------


def asked(model: Model, values: Mapping[str, Answer]) -> list[Question]:
    """The questions that these answers leave to be asked: a condition on a question that isn't asked never holds."""
    standing: dict[str, Question] = {}
    for question in questions(model):
        condition = question.ask_if
        if condition is None or (
            condition.question in standing and _said(values.get(condition.question)) & set(condition.one_of)
        ):
            standing[question.code] = question
    return list(standing.values())


def _said(value: Answer | None) -> set[str]:
    """An answer as a condition names it."""
    if value is None:
        return set()
    if isinstance(value, tuple):
        return set(value)
    return {str(value).lower() if isinstance(value, bool) else str(value)}


def missing(model: Model, values: Mapping[str, Answer], texts: Iterable[str]) -> list[str]:
    """The obligatory questions that are asked and have no answer, in order."""
    answered = {*values, *texts}
    return [question.code for question in asked(model, values) if question.required and question.code not in answered]


# --- what it counts ---------------------------------------------------------------------------------------------------


def scored(model: Model, values: Mapping[str, Answer]) -> Result:
    """The points of each section and of all, the band that the total falls into, the services that it points to.

    Answers to questions that are not asked any more count nothing.
    """
    standing = {question.code for question in asked(model, values)}
    points = {
        section.code: sum(
            _points(question, values[question.code])
            for question in section.questions
            if question.code in standing and question.code in values
        )
        for section in model.sections
    }
    total = sum(points.values())
    band = max((band for band in model.bands if band.at_least <= total), key=lambda band: band.at_least, default=None)
    return Result(
        points=points,
        total=total,
        band=None if band is None else band.code,
        services=() if band is None else band.services,
    )


def _points(question: Question, value: Answer) -> int:
    match question.kind:
        case QuestionKind.SINGLE_CHOICE | QuestionKind.SEVERAL_CHOICES:
            chosen = _said(value)
            return sum(choice.points for choice in question.choices if choice.code in chosen)
        case QuestionKind.YES_NO:
            return question.points if value is True else 0
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            return int(value) if question.scored and isinstance(value, int | float) else 0
        case QuestionKind.CEFR_LEVEL:
            return rank(str(value)) if question.scored else 0
        case QuestionKind.TEXT | QuestionKind.DATE:
            return 0
    assert_never(question.kind)


# --- whether a model is one -------------------------------------------------------------------------------------------


def problems(model: Model) -> Iterator[tuple[str, str]]:
    """Everything wrong with a model that its types do not say: (key, reason), the keys as a file has them."""
    seen: dict[str, Question] = {}
    for at, section in enumerate(model.sections):
        if section.code in [earlier.code for earlier in model.sections[:at]]:
            yield f"sections[{at}].code", f"{section.code} is there twice"
        for index, question in enumerate(section.questions):
            key = f"sections[{at}].questions[{index}]"
            if question.code in seen:
                yield f"{key}.code", f"{question.code} is there twice"
            yield from _wrong(key, question, seen)
            seen[question.code] = question
    for at, band in enumerate(model.bands[1:], 1):
        if band.at_least <= model.bands[at - 1].at_least:
            yield f"bands[{at}].at_least", "not more than that of the band before it"


_CHOOSES: Final = (QuestionKind.SINGLE_CHOICE, QuestionKind.SEVERAL_CHOICES)


def _wrong(key: str, question: Question, seen: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    if (question.kind in _CHOOSES) != bool(question.choices):
        yield (
            f"{key}.choices",
            f"a question of the kind {question.kind} has {'some' if not question.choices else 'none'}",
        )
    codes = [choice.code for choice in question.choices]
    if len(set(codes)) < len(codes):
        yield f"{key}.choices", "a choice is there twice"
    if question.kind is QuestionKind.SCALE and (question.least is None or question.most is None):
        yield f"{key}.least", "a scale has a least and a most"
    if question.least is not None and question.most is not None and question.most < question.least:
        yield f"{key}.most", "less than the least"
    if (condition := question.ask_if) is not None:
        asked_before = seen.get(condition.question)
        if asked_before is None:
            yield f"{key}.ask_if.question", f"{condition.question} is not asked before it"
        else:
            yield from _impossible(key, condition.one_of, asked_before)


def _impossible(key: str, one_of: tuple[str, ...], question: Question) -> Iterator[tuple[str, str]]:
    possible = {
        QuestionKind.YES_NO: {"true", "false"},
        QuestionKind.CEFR_LEVEL: set(LEVELS),
    }.get(question.kind, {choice.code for choice in question.choices} if question.kind in _CHOOSES else None)
    for at, wanted in enumerate(one_of):
        if possible is not None and wanted not in possible:
            yield f"{key}.ask_if.one_of[{at}]", f"{question.code} is never answered with {wanted}"


def texts(model: Model) -> Iterator[tuple[str, Said]]:
    """Every published text of a model, with the key that a file has it under."""
    yield "name", model.name
    for at, section in enumerate(model.sections):
        yield f"sections[{at}].title", section.title
        for index, question in enumerate(section.questions):
            key = f"sections[{at}].questions[{index}]"
            yield f"{key}.text", question.text
            if question.help is not None:
                yield f"{key}.help", question.help
            for number, choice in enumerate(question.choices):
                yield f"{key}.choices[{number}].text", choice.text
    for at, band in enumerate(model.bands):
        yield f"bands[{at}].text", band.text


def untranslated(model: Model, required: Iterable[Language]) -> dict[str, tuple[str, ...]]:
    """The texts that each required language lacks: language → their keys; languages that lack nothing are left out."""
    found = {
        language: tuple(key for key, said in texts(model) if not (getattr(said, language) or "").strip())
        for language in required
    }
    return {language: keys for language, keys in found.items() if keys}
