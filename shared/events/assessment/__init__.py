"""Assessment's events: the assessment of skills and of the need for integration services.

Enters: nothing. Leaves: assessment's facts about a case (here), and about what else it records (a module each).
They must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import Field

from shared.events.breaches import Breach
from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, RuleTrace, Value
from shared.events.protection import Noted


class WaiverReason(StrEnum):
    """Why no assessment is made."""

    DECLINED = "declined"
    NOT_NEEDED = "noneed"
    ASSESSED_ELSEWHERE = "elsewh"
    MOVED_AWAY = "moved"


class WaiverGround(Value):
    """The ground of a waiver. It says something about the person, so it is sealed."""

    reason: WaiverReason


class Findings(Value):
    """What an assessment found: levels on the CEFR scale, the languages and services the person needs."""

    finnish: str | None = None
    swedish: str | None = None
    literacy: str | None = None
    service_needs: tuple[str, ...] = ()


class AssessmentRequired(CaseEvent, version=2):
    """An assessment must have begun by the day that the rule gives."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    counted_from: Annotated[date, Clear("the day from which the deadline runs")]
    due_on: Annotated[date, Clear("a deadline")]
    rule: Annotated[RuleTrace, Clear("the law, not the person; its inputs are clear dates")]


class AssessmentStarted(CaseEvent, version=1, effective="started_on"):
    """The assessment has begun; a public official answers for it."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    started_on: Annotated[date, Clear("a deadline was kept or broken by it")]
    official: Annotated[str, Clear("the official's opaque id, not the client's")]


class DeviationReason(StrEnum):
    """Why an assessment is not made by the model that is the default in the municipality."""

    WORK_BASED = "work"
    MANY_NEEDS = "needs"
    EARLIER_ASSESSMENT = "earlier"
    CLIENTS_WISH = "wish"


class Terms(Value):
    """The language spoken in the assessment (ISO 639-3), and why another model than the default was chosen."""

    spoken: str | None = None
    deviation: DeviationReason | None = None


class ModelChosen(CaseEvent, version=1):
    """The model, and the version of it, that this assessment is made by to its end, and the language of its form."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    model: Annotated[str, Clear("published: the model's code")]
    model_version: Annotated[int, Clear("published")]
    language: Annotated[str, Clear("the language of the form: fi, sv or en, not the client's own")]
    deliberately: Annotated[bool, Clear("whether an official chose the model, or it was the default")]
    interpreter_needed: Annotated[bool, Clear("whether an interpreter must be booked before it can be completed")]
    publisher: Annotated[Municipality | None, Clear("the municipality that published the model, where one did")] = None
    terms: Personal[Terms]


Answer: TypeAlias = bool | int | float | str | tuple[str, ...]
"""Yes or no; a number; a choice, a date (ISO 8601), a CEFR level or a text's id; several choices."""


class Answers(Value):
    """Answers by the question's code, and the questions whose answers were taken back.

    A text is not in here: `texts` has the id of the `AnswerWritten` that holds it, sealed under a key of its own.
    """

    values: dict[str, Answer] = Field(default_factory=dict)
    texts: dict[str, str] = Field(default_factory=dict)
    taken_back: tuple[str, ...] = ()


class AssessmentAnswered(CaseEvent, version=1):
    """A piece of the form has been filled in, or corrected. `answer_set` is the number of the set that this makes."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    answer_set: Annotated[int, Clear("how many pieces have been saved: a later writer sees that somebody was faster")]
    answers: Personal[Answers]


class AnswerWritten(CaseEvent, version=1):
    """An answer in the client's or the official's own words; which question it answers, `Answers.texts` says."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    answer_set: Annotated[int, Clear("the set that it belongs to")]
    text_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    text: Personal[FreeText]


class InterpretingMode(StrEnum):
    """Where the interpreter is."""

    ON_SITE = "onsite"
    TELEPHONE = "phone"
    VIDEO = "video"


class Interpreting(Value):
    """What was booked: the language (ISO 639-3), how, and whether the client wishes a woman or a man."""

    language: str
    mode: InterpretingMode
    gender_wish: str | None = None


class InterpreterBooked(CaseEvent, version=1):
    """An interpreter is booked for a meeting of the assessment."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    booking: Annotated[UUID, Clear("an id that says nothing by itself")]
    booked_for: Annotated[date, Clear("the day of the meeting")]
    interpreting: Personal[Interpreting]


class Result(Value):
    """What the model makes of the answers: points by section, all of them, and the services that they point to."""

    points: dict[str, int] = Field(default_factory=dict)
    total: int = 0
    band: str | None = None
    services: tuple[str, ...] = ()


class AssessmentScored(CaseEvent, version=1, effective="scored_on"):
    """The answers were counted by the model's own rules when the assessment was completed."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    scored_on: Annotated[date, Clear("the day of completion")]
    model: Annotated[str, Clear("published: the model's code")]
    model_version: Annotated[int, Clear("published")]
    result: Personal[Result]


class AssessmentAskedAgain(CaseEvent, version=1, effective="asked_on"):
    """The client has asked for a new assessment after one that was made or waived, as everybody may."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    asked_on: Annotated[date, Clear("the deadline of the new assessment runs from it")]
    words: Personal[FreeText] | None = None


class ClientKnown(CaseEvent, version=1):
    """Somebody stays at a reception centre of the municipality: known here, and owed no assessment yet."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]


class DutySuspended(CaseEvent, version=1, effective="suspended_on"):
    """The case is closed: what was due in it is due no more."""

    suspended_on: Annotated[date, Clear("no deadline is broken from it on")]


class DutyResumed(CaseEvent, version=1, effective="resumed_on"):
    """The case goes on: what was due in it is due again, on the same day."""

    resumed_on: Annotated[date, Clear("the deadline runs again from it")]
    due_on: Annotated[date, Clear("a deadline")]


class DeadlineBreached(Breach, version=1, effective="breached_on"):
    """The assessment had not begun on its last day."""


class AssessmentCompleted(CaseEvent, version=1, effective="completed_on"):
    """The assessment is done, and says whether an integration plan is needed."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    completed_on: Annotated[date, Clear("deadlines run from it")]
    plan_needed: Annotated[bool, Clear("routing: planning is asked for a plan or it is not")]
    findings: Personal[Findings]
    summary: Personal[FreeText] | None = None


class AssessmentWaived(CaseEvent, version=1, effective="waived_on"):
    """No assessment is made, on a lawful ground."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    waived_on: Annotated[date, Clear("ends a deadline")]
    ground: Personal[WaiverGround]


class DutiesMoved(CaseEvent, version=1, effective="moves_on"):
    """The case has moved, and what assessment owes it has moved along, deadlines unchanged."""

    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    moves_on: Annotated[date, Clear("the day of the move")]


class ProtectionNoted(Noted, version=1):
    """Assessment keeps a protected case from all who are not entitled to it, or no longer has to."""
