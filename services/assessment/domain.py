"""What an assessment may do: it is required by the law's day, started by a model, answered piece by piece, completed,
or waived on a lawful ground; and the client may ask for another.

Read from top to bottom: what can be asked (commands), what is decided, how a fact moves things on; how things can
stand is in `standing`. Pure: days, ids and the rule in force come in on the command. The law's `duty` and its deadline,
and the form (`forms.answering`), stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.assessment import duty
from services.assessment.days import not_ahead, not_before
from services.assessment.forms import answering
from services.assessment.standing import (
    Completed,
    Duty,
    Form,
    NothingRequired,
    Owed,
    Required,
    State,
    Staying,
    UnderWay,
    Waived,
    begun,
    of,
    unfinished,
)
from shared.errors import Refused
from shared.events.assessment import (
    AnswerWritten,
    AssessmentAnswered,
    AssessmentAskedAgain,
    AssessmentCompleted,
    AssessmentRequired,
    AssessmentScored,
    AssessmentStarted,
    AssessmentWaived,
    ClientKnown,
    DeadlineBreached,
    DeviationReason,
    DutiesMoved,
    DutyResumed,
    DutySuspended,
    Findings,
    InterpreterBooked,
    ModelChosen,
    WaiverGround,
    WaiverReason,
)
from shared.events.codec import Recorded
from shared.events.model import Event, Personal
from shared.events.words import Words
from shared.regions.rules import Rule

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartAssessment:
    """An official of the municipality begins the assessment; `official` is an opaque id, `today` the day of asking.

    `spoken` is the language it is talked through in; another model than the default needs `deviation`.
    """

    municipality: str
    started_on: date
    official: str
    today: date
    model: answering.ChosenModel | None = None
    spoken: str | None = None
    interpreter_needed: bool = False
    deviation: DeviationReason | None = None


@dataclass(frozen=True, slots=True)
class CompleteAssessment:
    """The official has assessed what the person can do and needs, and whether a plan is to be made.

    `gathered` is the form as it was read a moment ago; None where the assessment was begun without one.
    """

    municipality: str
    completed_on: date
    plan_needed: bool
    findings: Findings
    summary: Words | None
    today: date
    gathered: answering.Gathered | None = None


@dataclass(frozen=True, slots=True)
class WaiveAssessment:
    """No assessment is to be made, on this ground."""

    municipality: str
    waived_on: date
    reason: WaiverReason
    today: date


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The client asks for a new assessment after one that was made or waived; `rule` gives the time for it."""

    municipality: str
    asked_on: date
    rule: Rule
    words: Words | None
    today: date


Command: TypeAlias = (
    StartAssessment
    | answering.AnswerAssessment
    | answering.BookInterpreter
    | CompleteAssessment
    | WaiveAssessment
    | AskAgain
    | duty.Command
)

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:  # noqa: PLR0911 - one for each command
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case isn't the asking municipality's.
    """
    match command:
        case StartAssessment():
            return _start(command, unfinished(of(command.municipality, case)))
        case answering.AnswerAssessment():
            return answering.answer(command, begun(of(command.municipality, case)))
        case answering.BookInterpreter():
            return answering.book(command, unfinished(of(command.municipality, case)))
        case CompleteAssessment():
            return _complete(command, begun(of(command.municipality, case)))
        case WaiveAssessment():
            return _waive(command, unfinished(of(command.municipality, case)))
        case AskAgain():
            return _ask_again(command, of(command.municipality, case))
        case _:
            return duty.decide(command, case)


def _start(command: StartAssessment, case: Required | UnderWay) -> Sequence[Event]:
    match case:
        case Required(owed):
            not_ahead(command.started_on, command.today, "started_on")
            not_before(owed.counted_from, command.started_on, "started_on")
            started = AssessmentStarted(
                municipality=owed.municipality, started_on=command.started_on, official=command.official
            )
            return [started, *_with_model(command, owed)]
        case UnderWay() if (case.started_on, case.official) == (command.started_on, command.official):
            return []
        case UnderWay():
            raise Refused("assessment.already_started")
    assert_never(case)


def _with_model(command: StartAssessment, owed: Duty) -> Sequence[Event]:
    if command.model is None:
        return []
    return [
        answering.choose(
            command.model,
            owed,
            spoken=command.spoken,
            interpreter_needed=command.interpreter_needed,
            deviation=command.deviation,
        )
    ]


def _complete(command: CompleteAssessment, case: UnderWay) -> Sequence[Event]:
    not_ahead(command.completed_on, command.today, "completed_on")
    if command.completed_on < case.started_on:
        raise Refused("assessment.completed_before_started", "completed_on")
    person, summary = case.duty.person_id, command.summary
    completed = AssessmentCompleted(
        municipality=case.duty.municipality,
        person_id=person,
        completed_on=command.completed_on,
        plan_needed=command.plan_needed,
        findings=Personal(person, command.findings),
        summary=summary.about(person) if summary else None,
    )
    return [*answering.counted(command.gathered, case, command.completed_on), completed]


def _waive(command: WaiveAssessment, case: Required | UnderWay) -> Sequence[Event]:
    not_ahead(command.waived_on, command.today, "waived_on")
    not_before(case.duty.counted_from, command.waived_on, "waived_on")
    ground = Personal(case.duty.person_id, WaiverGround(reason=command.reason))
    return [AssessmentWaived(municipality=case.duty.municipality, waived_on=command.waived_on, ground=ground)]


def _ask_again(command: AskAgain, case: Owed) -> Sequence[Event]:
    match case:
        case Required() | UnderWay():
            raise Refused("assessment.not_over_yet")
        case Completed(owed, over_on) | Waived(owed, over_on):
            not_ahead(command.asked_on, command.today, "asked_on")
            if command.asked_on < over_on:
                raise Refused("assessment.asked_before_it_was_over", "asked_on")
            asked = AssessmentAskedAgain(
                municipality=owed.municipality,
                person_id=owed.person_id,
                asked_on=command.asked_on,
                words=command.words.about(owed.person_id) if command.words else None,
            )
            return [asked, duty.required(owed.municipality, owed.person_id, command.asked_on, command.rule)]
    assert_never(case)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final[State] = NothingRequired()


def evolve(case: State, recorded: Recorded[Event]) -> State:  # noqa: C901, PLR0911, PLR0912 - one for each kind of fact
    """The case after a fact."""
    match recorded.event, case:
        case ClientKnown() as fact, NothingRequired():
            return Staying(fact.municipality, fact.person_id)
        case AssessmentRequired() as fact, NothingRequired() | Staying() | Completed() | Waived():
            return Required(Duty(fact.municipality, fact.person_id, fact.counted_from, fact.due_on, fact.rule))
        case AssessmentStarted() as fact, Required(owed):
            return UnderWay(owed, fact.started_on, fact.official)
        case ModelChosen() as fact, UnderWay():
            return replace(case, form=answering.chosen(fact))
        case AssessmentAnswered() as fact, UnderWay(form=Form() as form):
            return replace(case, form=replace(form, answer_set=fact.answer_set))
        case AnswerWritten() | AssessmentScored(), UnderWay():
            return case
        case InterpreterBooked(), Required(owed) | UnderWay(owed):
            return replace(case, duty=replace(owed, interpreter_booked=True))
        case AssessmentCompleted() as fact, UnderWay(owed):
            return Completed(owed, fact.completed_on)
        case AssessmentWaived() as fact, Required(owed) | UnderWay(owed):
            return Waived(owed, fact.waived_on)
        case AssessmentAskedAgain(), Completed() | Waived():
            return case
        case DeadlineBreached(), Required(owed):
            return Required(replace(owed, breached=True))
        case (DutySuspended() | DutyResumed()) as fact, Required(owed) | UnderWay(owed):
            return replace(case, duty=replace(owed, suspended=isinstance(fact, DutySuspended)))
        case DutiesMoved() as fact, Staying():
            return replace(case, municipality=fact.receiver)
        case DutiesMoved() as fact, Required() | UnderWay() | Completed() | Waived():
            return replace(case, duty=replace(case.duty, municipality=fact.receiver))
    raise ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")
