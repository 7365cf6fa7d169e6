"""What an assessment may do: it is required by the law's day, started by a model, answered piece by piece, completed,
or waived on a lawful ground; its deadline may be broken; and the client may ask for another.

Read from top to bottom: what can be asked (commands), how things can stand (states), what is decided, how a fact moves
things on. Pure: days, ids and the rule in force come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID, uuid5

from services.assessment.forms.filling import Given, checked, missing, scored
from shared.errors import Refused
from shared.events.assessment import (
    Answer,
    Answers,
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
    Interpreting,
    ModelChosen,
    Terms,
    WaiverGround,
    WaiverReason,
)
from shared.events.assessment.models import Model
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal, RuleTrace
from shared.regions.rules import Rule
from shared.regions.traces import traced

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequireAssessment:
    """Somebody has arrived: an assessment must begin in the time that `rule` gives from `counted_from`."""

    municipality: str
    person_id: UUID
    counted_from: date
    rule: Rule


@dataclass(frozen=True, slots=True)
class KnowClient:
    """Somebody stays at a reception centre of the municipality: an assessment is owed only with a home municipality."""

    municipality: str
    person_id: UUID


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
class StartAssessment:
    """An official of the municipality begins the assessment; `official` is an opaque id, `today` the day of asking.

    `spoken` is the language it is talked through in; another model than the default needs `deviation`.
    """

    municipality: str
    started_on: date
    official: str
    today: date
    model: ChosenModel | None = None
    spoken: str | None = None
    interpreter_needed: bool = False
    deviation: DeviationReason | None = None


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


@dataclass(frozen=True, slots=True)
class Summary:
    """The official's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class CompleteAssessment:
    """The official has assessed what the person can do and needs, and whether a plan is to be made.

    `gathered` is the form as it was read a moment ago; None where the assessment was begun without one.
    """

    municipality: str
    completed_on: date
    plan_needed: bool
    findings: Findings
    summary: Summary | None
    today: date
    gathered: Gathered | None = None


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
    words: Summary | None
    today: date


@dataclass(frozen=True, slots=True)
class RecordBreach:
    """The day after `due_on` has come; whether the duty was done by then, the case knows."""

    due_on: date
    today: date


@dataclass(frozen=True, slots=True)
class SuspendDuty:
    """The case is closed."""

    suspended_on: date


@dataclass(frozen=True, slots=True)
class ResumeDuty:
    """The case goes on."""

    resumed_on: date


@dataclass(frozen=True, slots=True)
class MoveDuties:
    """The case has moved (intake decides that): what is owed to the person is owed by the receiver from now on."""

    sender: str
    receiver: str
    moves_on: date


Command: TypeAlias = (
    RequireAssessment
    | KnowClient
    | StartAssessment
    | AnswerAssessment
    | BookInterpreter
    | CompleteAssessment
    | WaiveAssessment
    | AskAgain
    | RecordBreach
    | SuspendDuty
    | ResumeDuty
    | MoveDuties
)

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NothingRequired:
    """Nobody has arrived in this case, as far as assessment knows."""


@dataclass(frozen=True, slots=True)
class Staying:
    """Somebody stays at a reception centre here, without a home municipality: nothing is owed to them yet."""

    municipality: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Duty:
    """What every required assessment has: whose duty it is now, towards whom, from which day, by which day and rule.

    `breached` says that the day has passed with nothing begun, `suspended` that the case is closed, and
    `interpreter_booked` that an interpreter was booked since it was required.
    """

    municipality: str
    person_id: UUID
    counted_from: date
    due_on: date
    rule: RuleTrace
    breached: bool = False
    suspended: bool = False
    interpreter_booked: bool = False


@dataclass(frozen=True, slots=True)
class Required:
    """An assessment must begin by `duty.due_on`."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class Form:
    """The model that the assessment keeps to its end, and how many pieces of it have been saved."""

    model: str
    version: int
    language: str
    deliberately: bool
    interpreter_needed: bool
    publisher: str | None = None
    answer_set: int = 0


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The assessment has begun; `form` is None where it was begun before models were recorded."""

    duty: Duty
    started_on: date
    official: str
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """The assessment is done."""

    duty: Duty
    completed_on: date


@dataclass(frozen=True, slots=True)
class Waived:
    """There will be no assessment."""

    duty: Duty
    waived_on: date


State: TypeAlias = NothingRequired | Staying | Required | UnderWay | Completed | Waived

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:  # noqa: C901, PLR0911 - one for each command
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case isn't the asking municipality's.
    """
    match command:
        case RequireAssessment():
            return _require(command, case)
        case KnowClient():
            return _know(command, case)
        case StartAssessment():
            return _start(command, _of(command.municipality, case))
        case AnswerAssessment():
            return _answer(command, _of(command.municipality, case))
        case BookInterpreter():
            return _book(command, _of(command.municipality, case))
        case CompleteAssessment():
            return _complete(command, _of(command.municipality, case))
        case WaiveAssessment():
            return _waive(command, _of(command.municipality, case))
        case AskAgain():
            return _ask_again(command, _of(command.municipality, case))
        case RecordBreach():
            return _breach(command, case)
        case SuspendDuty():
            return _suspend(command, case)
        case ResumeDuty():
            return _resume(command, case)
        case MoveDuties():
            return _move(command, case)
    assert_never(command)


Owed: TypeAlias = Required | UnderWay | Completed | Waived


def _of(municipality: str, case: State) -> Owed:
    """The case, if it is this municipality's; else it is not to be told from one that does not exist."""
    match case:
        case NothingRequired():
            raise Refused("access.not_found")
        case Staying():
            if case.municipality != municipality:
                raise Refused("access.not_found")
            raise Refused("assessment.no_home_municipality")
        case Required() | UnderWay() | Completed() | Waived():
            if case.duty.municipality != municipality:
                raise Refused("access.not_found")
            return case
    assert_never(case)


def _require(command: RequireAssessment, case: State) -> Sequence[Event]:
    match case:
        case NothingRequired() | Staying():
            return [_required(command.municipality, command.person_id, command.counted_from, command.rule)]
        case Required() | UnderWay() | Completed() | Waived():
            return []
    assert_never(case)


def _required(municipality: str, person: UUID, counted_from: date, rule: Rule) -> AssessmentRequired:
    due_on = rule.due(counted_from)
    return AssessmentRequired(
        municipality=municipality,
        person_id=person,
        counted_from=counted_from,
        due_on=due_on,
        rule=traced(rule, due_on, arrived_on=counted_from),
    )


def _know(command: KnowClient, case: State) -> Sequence[Event]:
    match case:
        case NothingRequired():
            return [ClientKnown(municipality=command.municipality, person_id=command.person_id)]
        case Staying() | Required() | UnderWay() | Completed() | Waived():
            return []
    assert_never(case)


def _start(command: StartAssessment, case: Owed) -> Sequence[Event]:
    match case:
        case Required(duty):
            _not_ahead(command.started_on, command.today, "started_on")
            _not_before(duty.counted_from, command.started_on, "started_on")
            started = AssessmentStarted(
                municipality=duty.municipality, started_on=command.started_on, official=command.official
            )
            return [started, *_chosen(command, duty)]
        case UnderWay() if (case.started_on, case.official) == (command.started_on, command.official):
            return []
        case UnderWay():
            raise Refused("assessment.already_started")
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
    assert_never(case)


def _chosen(command: StartAssessment, duty: Duty) -> Sequence[Event]:
    """The model that it begins with; another than the municipality's default has a reason."""
    model = command.model
    if model is None:
        return []
    if not model.default and command.deviation is None:
        raise Refused("assessment.deviation_needs_a_reason", "deviation")
    return [
        ModelChosen(
            municipality=duty.municipality,
            person_id=duty.person_id,
            model=model.code,
            model_version=model.version,
            language=model.language,
            deliberately=model.deliberately,
            interpreter_needed=command.interpreter_needed,
            publisher=model.publisher,
            terms=Personal(
                duty.person_id,
                Terms(spoken=command.spoken, deviation=None if model.default else command.deviation),
            ),
        )
    ]


def _answer(command: AnswerAssessment, case: Owed) -> Sequence[Event]:
    under_way = _begun(case)
    form = under_way.form
    if form is None:
        raise Refused("assessment.has_no_form")
    if (command.model.code, command.model.version) != (form.model, form.version):
        raise Refused("assessment.another_model")
    if command.upon != form.answer_set:
        raise Refused("assessment.answers_changed_meanwhile", "answer_set")
    filled = checked(command.model, command.given)
    if not (filled.values or filled.texts or filled.taken_back):
        raise Refused("assessment.nothing_answered", "answers")
    person, municipality, number = under_way.duty.person_id, under_way.duty.municipality, form.answer_set + 1
    ids = {question: uuid5(command.words, question) for question in filled.texts}
    answers = Answers(
        values=dict(filled.values),
        texts={question: str(text_id) for question, text_id in ids.items()},
        taken_back=filled.taken_back,
    )
    return [
        AssessmentAnswered(municipality=municipality, answer_set=number, answers=Personal(person, answers)),
        *(
            AnswerWritten(
                municipality=municipality,
                answer_set=number,
                text_id=ids[question],
                text=_text(Summary(ids[question], text), person),
            )
            for question, text in filled.texts.items()
        ),
    ]


def _begun(case: Owed) -> UnderWay:
    match case:
        case Required():
            raise Refused("assessment.not_started")
        case UnderWay():
            return case
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
    assert_never(case)


def _book(command: BookInterpreter, case: Owed) -> Sequence[Event]:
    match case:
        case Required(duty) | UnderWay(duty):
            _not_before(duty.counted_from, command.booked_for, "booked_for")
            return [
                InterpreterBooked(
                    municipality=duty.municipality,
                    booking=command.booking,
                    booked_for=command.booked_for,
                    interpreting=Personal(duty.person_id, command.interpreting),
                )
            ]
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
    assert_never(case)


def _complete(command: CompleteAssessment, case: Owed) -> Sequence[Event]:
    under_way = _begun(case)
    _not_ahead(command.completed_on, command.today, "completed_on")
    if command.completed_on < under_way.started_on:
        raise Refused("assessment.completed_before_started", "completed_on")
    duty, person, summary = under_way.duty, under_way.duty.person_id, command.summary
    counted = _counted(command, under_way)
    return [
        *counted,
        AssessmentCompleted(
            municipality=duty.municipality,
            person_id=person,
            completed_on=command.completed_on,
            plan_needed=command.plan_needed,
            findings=Personal(person, command.findings),
            summary=_text(summary, person) if summary else None,
        ),
    ]


def _counted(command: CompleteAssessment, case: UnderWay) -> Sequence[Event]:
    """What the form comes to, once nothing obligatory is missing in it.

    Where nobody has chosen the model and nothing is answered, the assessment was made in talk: what the official
    writes when it is completed is the record then.
    """
    form, gathered = case.form, command.gathered
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
            scored_on=command.completed_on,
            model=form.model,
            model_version=form.version,
            result=Personal(case.duty.person_id, scored(gathered.model, gathered.values)),
        )
    ]


def _waive(command: WaiveAssessment, case: Owed) -> Sequence[Event]:
    match case:
        case Required() | UnderWay():
            _not_ahead(command.waived_on, command.today, "waived_on")
            _not_before(case.duty.counted_from, command.waived_on, "waived_on")
            return [
                AssessmentWaived(
                    municipality=case.duty.municipality,
                    waived_on=command.waived_on,
                    ground=Personal(case.duty.person_id, WaiverGround(reason=command.reason)),
                )
            ]
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
    assert_never(case)


def _ask_again(command: AskAgain, case: Owed) -> Sequence[Event]:
    match case:
        case Required() | UnderWay():
            raise Refused("assessment.not_over_yet")
        case Completed(duty, over_on) | Waived(duty, over_on):
            _not_ahead(command.asked_on, command.today, "asked_on")
            if command.asked_on < over_on:
                raise Refused("assessment.asked_before_it_was_over", "asked_on")
            return [
                AssessmentAskedAgain(
                    municipality=duty.municipality,
                    person_id=duty.person_id,
                    asked_on=command.asked_on,
                    words=_text(command.words, duty.person_id) if command.words else None,
                ),
                _required(duty.municipality, duty.person_id, command.asked_on, command.rule),
            ]
    assert_never(case)


def _breach(command: RecordBreach, case: State) -> Sequence[Event]:
    match case:
        case Required(duty) if _broken(command, duty):
            return [
                DeadlineBreached(
                    municipality=duty.municipality,
                    duty="assessment",
                    due_on=duty.due_on,
                    breached_on=duty.due_on + timedelta(days=1),
                    rule=duty.rule,
                )
            ]
        case NothingRequired() | Staying() | Required() | UnderWay() | Completed() | Waived():
            return []
    assert_never(case)


def _broken(command: RecordBreach, duty: Duty) -> bool:
    """Nothing has begun on the day after; once, of this very deadline, and not of a closed case."""
    passed = command.due_on == duty.due_on and duty.due_on < command.today
    return passed and not duty.breached and not duty.suspended


def _suspend(command: SuspendDuty, case: State) -> Sequence[Event]:
    match case:
        case Required(duty) | UnderWay(duty) if not duty.suspended:
            return [DutySuspended(suspended_on=command.suspended_on)]
        case NothingRequired() | Staying() | Required() | UnderWay() | Completed() | Waived():
            return []
    assert_never(case)


def _resume(command: ResumeDuty, case: State) -> Sequence[Event]:
    match case:
        case Required(duty) | UnderWay(duty) if duty.suspended:
            return [DutyResumed(resumed_on=command.resumed_on, due_on=duty.due_on)]
        case NothingRequired() | Staying() | Required() | UnderWay() | Completed() | Waived():
            return []
    assert_never(case)


def _move(command: MoveDuties, case: State) -> Sequence[Event]:
    match case:
        case NothingRequired():
            return []
        case Staying():
            now = case.municipality
        case Required() | UnderWay() | Completed() | Waived():
            now = case.duty.municipality
        case _:
            assert_never(case)
    if now == command.receiver:
        return []
    return [DutiesMoved(sender=command.sender, receiver=command.receiver, moves_on=command.moves_on)]


def _text(summary: Summary, person: UUID) -> Personal[FreeText]:
    return Personal(summary.text_id, FreeText(text=summary.text), parents=(person,))


def _not_ahead(day: date, today: date, field: str) -> None:
    if day > today:
        raise Refused("assessment.day_in_the_future", field)


def _not_before(counted_from: date, day: date, field: str) -> None:
    if day < counted_from:
        raise Refused("assessment.before_arrival", field)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final[State] = NothingRequired()


def evolve(case: State, recorded: Recorded[Event]) -> State:  # noqa: C901, PLR0911, PLR0912 - one for each kind of fact
    """The case after a fact."""
    match recorded.event, case:
        case ClientKnown() as fact, NothingRequired():
            return Staying(fact.municipality, fact.person_id)
        case AssessmentRequired() as fact, NothingRequired() | Staying() | Completed() | Waived():
            return Required(Duty(fact.municipality, fact.person_id, fact.counted_from, fact.due_on, fact.rule))
        case AssessmentStarted() as fact, Required(duty):
            return UnderWay(duty, fact.started_on, fact.official)
        case ModelChosen() as fact, UnderWay():
            form = Form(
                fact.model,
                fact.model_version,
                fact.language,
                fact.deliberately,
                fact.interpreter_needed,
                fact.publisher,
            )
            return replace(case, form=form)
        case AssessmentAnswered() as fact, UnderWay(form=Form() as form):
            return replace(case, form=replace(form, answer_set=fact.answer_set))
        case AnswerWritten() | AssessmentScored(), UnderWay():
            return case
        case InterpreterBooked(), Required(duty) | UnderWay(duty):
            return replace(case, duty=replace(duty, interpreter_booked=True))
        case AssessmentCompleted() as fact, UnderWay(duty):
            return Completed(duty, fact.completed_on)
        case AssessmentWaived() as fact, Required(duty) | UnderWay(duty):
            return Waived(duty, fact.waived_on)
        case AssessmentAskedAgain(), Completed() | Waived():
            return case
        case DeadlineBreached(), Required(duty):
            return Required(replace(duty, breached=True))
        case DutySuspended(), Required(duty) | UnderWay(duty):
            return replace(case, duty=replace(duty, suspended=True))
        case DutyResumed(), Required(duty) | UnderWay(duty):
            return replace(case, duty=replace(duty, suspended=False))
        case DutiesMoved() as fact, Staying():
            return replace(case, municipality=fact.receiver)
        case DutiesMoved() as fact, Required() | UnderWay() | Completed() | Waived():
            return replace(case, duty=replace(case.duty, municipality=fact.receiver))
    raise ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")
