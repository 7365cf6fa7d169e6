"""Assessment over HTTP: an official starts it by a model, saves answers, books an interpreter, completes or waives it;
the client may ask for another.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.assessment.calling import ASSESSORS, the_profile, the_shelf
from services.assessment.deciders import CASE
from services.assessment.domain import AskAgain, CompleteAssessment, StartAssessment, WaiveAssessment
from services.assessment.forms.answering import AnswerAssessment, BookInterpreter, ChosenModel, Gathered
from services.assessment.forms.choosing import chosen
from services.assessment.forms.gathering import SHEET
from services.assessment.forms.library import library
from services.assessment.reactions import rule_of, stream_of
from services.assessment.standing import Form, UnderWay
from shared.access.policy import allow
from shared.edge.body import Line, Prose, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Refused
from shared.events.assessment import (
    Answer,
    DeviationReason,
    Findings,
    Interpreting,
    InterpretingMode,
    WaiverReason,
)
from shared.events.assessment.models import Model
from shared.events.words import Words
from shared.regions.codes import LanguageCode
from shared.requests import CaseRequest
from shared.service import Receipt, Running

__all__ = ["CASE", "router"]

router = APIRouter(tags=["assessment"])

CASE_PATH = "/municipalities/{municipality}/cases/{case}/assessment"
FormLanguage: TypeAlias = Literal["fi", "sv", "en"]
Level: TypeAlias = Literal["A0", "A1", "A2", "B1", "B2", "C1", "C2"]
"""The CEFR scale, with A0 for no skill yet."""
Literacy: TypeAlias = Literal["none", "other_script", "basic", "fluent"]
"""Reading and writing in the Latin script: none, only in another script, basic, fluent."""


class StartBody(StrictModel):
    """How the assessment begins: today, by the municipality's default model, in the region's language, where left out.

    Another model than the default needs a reason (`deviation`).
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "work-based",
                    "language": "sv",
                    "deviation": "work",
                    "spoken": "rus",
                    "interpreter_needed": True,
                }
            ]
        }
    )

    started_on: date | None = None
    model: Annotated[str, Line(40)] | None = Field(None, description="The model's code; the default where left out")
    version: Annotated[int, Field(ge=1, le=10_000)] | None = Field(None, description="The newest where left out")
    language: FormLanguage | None = Field(None, description="The language of the form")
    spoken: LanguageCode | None = Field(None, description="The language of the talk, ISO 639-3", examples=["rus"])
    interpreter_needed: bool = False
    deviation: DeviationReason | None = Field(None, description="Why another model than the default is used")


Said: TypeAlias = (
    bool
    | Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    | Annotated[float, Field(ge=-1_000_000, le=1_000_000)]
    | Annotated[str, Prose(4000)]
    | Annotated[tuple[Annotated[str, Line(100)], ...], Field(max_length=50)]
    | None
)
"""An answer: yes or no, a number, a choice or words, several choices; null takes it back."""


class AnswersBody(StrictModel):
    """A piece of the form. `answer_set` is the number of the last set that the writer has seen (0 at first)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"answer_set": 0, "answers": {"literacy": "basic", "finnish": "A1.2", "goals": ["work"]}}]
        }
    )

    answer_set: int = Field(ge=0, le=1_000_000)
    answers: dict[Annotated[str, Line(60)], Said] = Field(min_length=1, max_length=100)


class InterpreterBody(StrictModel):
    """What is booked; `gender_wish` where the client wishes a woman or a man."""

    booked_for: date = Field(examples=["2026-03-10"])
    language: LanguageCode = Field(description="ISO 639-3", examples=["prs"])
    mode: InterpretingMode = Field(InterpretingMode.ON_SITE, examples=["phone"])
    gender_wish: Literal["female", "male"] | None = None


class AgainBody(StrictModel):
    """The client asks for a new assessment: today, where the day is left out."""

    asked_on: date | None = None
    words: Annotated[str, Prose(4000)] | None = Field(None, description="What the client says of it")


class AnswersReceipt(Receipt):
    """The answer to saved answers: with the number of the set that the next writer must have seen."""

    answer_set: int


class CompletionBody(StrictModel):
    """What was found, and whether an integration plan is to be made; today when the day is left out."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"plan_needed": True, "finnish": "A1", "service_needs": ["language_training"]}]}
    )

    plan_needed: bool
    completed_on: date | None = None
    finnish: Level | None = None
    swedish: Level | None = None
    literacy: Literacy | None = None
    service_needs: Annotated[tuple[Annotated[str, Line(100)], ...], Field(max_length=20)] = ()
    summary: Annotated[str, Prose(4000)] | None = None


class WaiverBody(StrictModel):
    """Why no assessment is made; today when the day is left out."""

    reason: WaiverReason
    waived_on: date | None = None


@router.post(
    f"{CASE_PATH}/start",
    dependencies=[allow(*ASSESSORS)],
    responses=problems(409, 422),
    summary="Start an assessment",
    description=(
        "The caller is the official who answers for it. The case keeps the model's version to its end. Codes: "
        "assessment.already_started, assessment.already_completed, assessment.already_waived, "
        "assessment.day_in_the_future, assessment.before_arrival, assessment.deviation_needs_a_reason, "
        "assessment.no_home_municipality, model.unknown."
    ),
)
async def start_assessment(start: Annotated[StartBody, body(StartBody)], request: CaseRequest) -> Receipt:
    profile = the_profile(request.service, request.municipality)
    shelf = await the_shelf(request.service, request.municipality)
    language = start.language or profile.default_language
    choice = chosen(
        library(), profile, shelf, request.municipality, (start.model, start.version), language, request.today
    )
    return await request.carry_out(
        CASE,
        StartAssessment(
            request.municipality,
            start.started_on or request.today,
            request.actor,
            request.today,
            ChosenModel(
                choice.model.code,
                choice.model.version,
                language,
                choice.default,
                deliberately=start.model is not None,
                publisher=choice.publisher,
            ),
            start.spoken,
            start.interpreter_needed,
            start.deviation,
        ),
    )


@router.post(
    f"{CASE_PATH}/answers",
    dependencies=[allow(*ASSESSORS)],
    responses=problems(409, 422),
    summary="Save answers",
    description=(
        "Piece by piece, in any order; what was saved may be corrected until the assessment is completed. Whoever has "
        "not seen the newest answer set is refused. The field of a refusal names the question. Codes: "
        "assessment.not_started, assessment.already_completed, assessment.already_waived, assessment.has_no_form, "
        "assessment.answers_changed_meanwhile, assessment.nothing_answered, assessment.no_home_municipality, "
        "answer.unknown_question, answer.not_text, answer.not_a_choice, answer.not_choices, answer.not_a_number, "
        "answer.not_a_step, answer.out_of_range, answer.not_a_day, answer.not_a_level, answer.not_yes_or_no."
    ),
)
async def answer_assessment(answers: Annotated[AnswersBody, body(AnswersBody)], request: CaseRequest) -> AnswersReceipt:
    form = await _form(request.service, request.case)
    done = await request.carry_out(
        CASE,
        AnswerAssessment(
            request.municipality,
            await _model(request.service, request.municipality, form),
            answers.answers,
            answers.answer_set,
            request.context.id,
        ),
    )
    return AnswersReceipt(**done.model_dump(), answer_set=answers.answer_set + 1)


async def _form(service: Running, case: UUID) -> Form | None:
    state, _ = await service.load(CASE, stream_of(case))
    return state.form if isinstance(state, UnderWay) else None


async def _model(service: Running, municipality: str, form: Form | None) -> Model:
    """The model of a form; where there is none, the region's, so that the case itself says what is wrong."""
    common = the_profile(service, municipality).default_model
    code, version = (common.code, common.version) if form is None else (form.model, form.version)
    publisher = None if form is None else form.publisher
    shelf = await the_shelf(service, publisher or municipality)
    found = library().find(code, version) if publisher is None else shelf.published.get((code, version))
    if found is None:
        raise Refused("model.unknown")
    return found


@router.post(
    f"{CASE_PATH}/interpreter",
    dependencies=[allow(*ASSESSORS)],
    responses=problems(409, 422),
    summary="Book an interpreter",
    description=(
        "Codes: assessment.already_completed, assessment.already_waived, assessment.before_arrival, "
        "assessment.no_home_municipality."
    ),
)
async def book_interpreter(booking: Annotated[InterpreterBody, body(InterpreterBody)], request: CaseRequest) -> Receipt:
    booked = BookInterpreter(
        request.municipality,
        request.new_id("booking"),
        booking.booked_for,
        Interpreting(language=booking.language, mode=booking.mode, gender_wish=booking.gender_wish),
    )
    return await request.carry_out(CASE, booked)


@router.post(
    f"{CASE_PATH}/complete",
    dependencies=[allow(*ASSESSORS)],
    responses=problems(409, 422),
    summary="Complete an assessment",
    description=(
        "Codes: assessment.not_started, assessment.already_completed, assessment.already_waived, "
        "assessment.completed_before_started, assessment.day_in_the_future, assessment.answer_missing (its field names "
        "the question), assessment.interpreter_not_booked, assessment.answers_changed_meanwhile, "
        "assessment.no_home_municipality."
    ),
)
async def complete_assessment(
    completion: Annotated[CompletionBody, body(CompletionBody)], request: CaseRequest
) -> Receipt:
    gathered = await _gathered(request.service, request.municipality, request.case)
    values = {} if gathered is None else gathered.values
    findings = Findings(
        finnish=completion.finnish or _told(values.get("finnish")),
        swedish=completion.swedish or _told(values.get("swedish")),
        literacy=completion.literacy or _told(values.get("literacy")),
        service_needs=completion.service_needs or _several(values.get("service_needs")),
    )
    summary = Words(request.new_id("summary"), completion.summary) if completion.summary else None
    return await request.carry_out(
        CASE,
        CompleteAssessment(
            request.municipality,
            completion.completed_on or request.today,
            completion.plan_needed,
            findings,
            summary,
            request.today,
            gathered,
        ),
    )


async def _gathered(service: Running, municipality: str, case: UUID) -> Gathered | None:
    form = await _form(service, case)
    if form is None:
        return None
    sheet, _ = await service.load(SHEET, stream_of(case))
    return Gathered(await _model(service, municipality, form), sheet.answer_set, sheet.values, sheet.texts)


def _told(answer: Answer | None) -> str | None:
    return answer if isinstance(answer, str) else None


def _several(answer: Answer | None) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()


@router.post(
    f"{CASE_PATH}/waive",
    dependencies=[allow(*ASSESSORS)],
    responses=problems(409, 422),
    summary="Waive an assessment",
    description=(
        "Codes: assessment.already_completed, assessment.already_waived, assessment.day_in_the_future, "
        "assessment.before_arrival, assessment.no_home_municipality."
    ),
)
async def waive_assessment(waiver: Annotated[WaiverBody, body(WaiverBody)], request: CaseRequest) -> Receipt:
    return await request.carry_out(
        CASE, WaiveAssessment(request.municipality, waiver.waived_on or request.today, waiver.reason, request.today)
    )


@router.post(
    f"{CASE_PATH}/again",
    dependencies=[allow(*ASSESSORS)],
    responses=problems(409, 422),
    summary="Ask for a new assessment",
    description=(
        "After one that was completed or waived; the time for it runs from the day of asking. Codes: "
        "assessment.not_over_yet, assessment.asked_before_it_was_over, assessment.day_in_the_future, "
        "assessment.no_home_municipality."
    ),
)
async def ask_again(again: Annotated[AgainBody, body(AgainBody)], request: CaseRequest) -> Receipt:
    the_profile(request.service, request.municipality)
    asked_on = again.asked_on or request.today
    words = Words(request.new_id("words"), again.words) if again.words else None
    rule = rule_of(request.service.profiles, request.municipality, asked_on, request.today)
    asking = AskAgain(request.municipality, asked_on, rule, words, request.today)
    return await request.carry_out(CASE, asking)
