"""What an assessment may do: it is required by the law's day, started, completed, or waived on a lawful ground.

Read from top to bottom: what can be asked (commands), how things can stand (states), what is decided, how a fact moves
things on. Pure: days, ids and the rule in force come in on the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.assessment import (
    AssessmentCompleted,
    AssessmentRequired,
    AssessmentStarted,
    AssessmentWaived,
    DutiesMoved,
    Findings,
    WaiverGround,
    WaiverReason,
)
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal
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
class StartAssessment:
    """An official of the municipality begins the assessment; `official` is an opaque id, `today` the day of asking."""

    municipality: str
    started_on: date
    official: str
    today: date


@dataclass(frozen=True, slots=True)
class Summary:
    """The official's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class CompleteAssessment:
    """The official has assessed what the person can do and needs, and whether a plan is to be made."""

    municipality: str
    completed_on: date
    plan_needed: bool
    findings: Findings
    summary: Summary | None
    today: date


@dataclass(frozen=True, slots=True)
class WaiveAssessment:
    """No assessment is to be made, on this ground."""

    municipality: str
    waived_on: date
    reason: WaiverReason
    today: date


@dataclass(frozen=True, slots=True)
class MoveDuties:
    """The case has moved (intake decides that): what is owed to the person is owed by the receiver from now on."""

    sender: str
    receiver: str
    moves_on: date


Command: TypeAlias = RequireAssessment | StartAssessment | CompleteAssessment | WaiveAssessment | MoveDuties

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NothingRequired:
    """Nobody has arrived in this case, as far as assessment knows."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What every required assessment has: whose duty it is now, towards whom, from which day, by which day."""

    municipality: str
    person_id: UUID
    counted_from: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Required:
    """An assessment must begin by `duty.due_on`."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The assessment has begun."""

    duty: Duty
    started_on: date
    official: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The assessment is done."""

    duty: Duty


@dataclass(frozen=True, slots=True)
class Waived:
    """There will be no assessment."""

    duty: Duty


State: TypeAlias = NothingRequired | Required | UnderWay | Completed | Waived

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case isn't the asking municipality's.
    """
    match command:
        case RequireAssessment():
            return _require(command, case)
        case StartAssessment():
            return _start(command, _of(command.municipality, case))
        case CompleteAssessment():
            return _complete(command, _of(command.municipality, case))
        case WaiveAssessment():
            return _waive(command, _of(command.municipality, case))
        case MoveDuties():
            return _move(command, case)
    assert_never(command)


Owed: TypeAlias = Required | UnderWay | Completed | Waived


def _of(municipality: str, case: State) -> Owed:
    """The case, if it is this municipality's; else it is not to be told from one that does not exist."""
    match case:
        case NothingRequired():
            raise Refused("access.not_found")
        case Required() | UnderWay() | Completed() | Waived():
            if case.duty.municipality != municipality:
                raise Refused("access.not_found")
            return case
    assert_never(case)


def _require(command: RequireAssessment, case: State) -> Sequence[Event]:
    match case:
        case NothingRequired():
            due_on = command.rule.due(command.counted_from)
            return [
                AssessmentRequired(
                    municipality=command.municipality,
                    person_id=command.person_id,
                    counted_from=command.counted_from,
                    due_on=due_on,
                    rule=traced(command.rule, due_on, arrived_on=command.counted_from),
                )
            ]
        case Required() | UnderWay() | Completed() | Waived():
            return []
    assert_never(case)


def _start(command: StartAssessment, case: Owed) -> Sequence[Event]:
    match case:
        case Required():
            _not_ahead(command.started_on, command.today, "started_on")
            _not_before(case.duty.counted_from, command.started_on, "started_on")
            return [
                AssessmentStarted(
                    municipality=case.duty.municipality, started_on=command.started_on, official=command.official
                )
            ]
        case UnderWay() if (case.started_on, case.official) == (command.started_on, command.official):
            return []
        case UnderWay():
            raise Refused("assessment.already_started")
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
    assert_never(case)


def _complete(command: CompleteAssessment, case: Owed) -> Sequence[Event]:
    match case:
        case Required():
            raise Refused("assessment.not_started")
        case UnderWay():
            _not_ahead(command.completed_on, command.today, "completed_on")
            if command.completed_on < case.started_on:
                raise Refused("assessment.completed_before_started", "completed_on")
            person, summary = case.duty.person_id, command.summary
            return [
                AssessmentCompleted(
                    municipality=case.duty.municipality,
                    person_id=person,
                    completed_on=command.completed_on,
                    plan_needed=command.plan_needed,
                    findings=Personal(person, command.findings),
                    summary=_text(summary, person) if summary else None,
                )
            ]
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
    assert_never(case)


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


def _move(command: MoveDuties, case: State) -> Sequence[Event]:
    match case:
        case NothingRequired():
            return []
        case Required() | UnderWay() | Completed() | Waived():
            if case.duty.municipality == command.receiver:
                return []
            return [DutiesMoved(sender=command.sender, receiver=command.receiver, moves_on=command.moves_on)]
    assert_never(case)


def _text(summary: Summary, person: UUID) -> Personal[FreeText]:
    return Personal(summary.text_id, FreeText(text=summary.text), parents=(person,))


def _not_ahead(day: date, today: date, field: str) -> None:
    if day > today:
        raise Refused("assessment.day_in_the_future", field)


def _not_before(counted_from: date, day: date, field: str) -> None:
    if day < counted_from:
        raise Refused("assessment.before_arrival", field)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NothingRequired()


def evolve(case: State, recorded: Recorded[Event]) -> State:
    """The case after a fact."""
    match recorded.event, case:
        case AssessmentRequired() as fact, NothingRequired():
            return Required(Duty(fact.municipality, fact.person_id, fact.counted_from, fact.due_on))
        case AssessmentStarted() as fact, Required(duty):
            return UnderWay(duty, fact.started_on, fact.official)
        case AssessmentCompleted(), UnderWay(duty):
            return Completed(duty)
        case AssessmentWaived(), Required(duty) | UnderWay(duty):
            return Waived(duty)
        case DutiesMoved() as fact, Required() | UnderWay() | Completed() | Waived():
            return replace(case, duty=replace(case.duty, municipality=fact.receiver))
    raise ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")
