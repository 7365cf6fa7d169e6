"""The law's duty: an assessment begins in time, and the municipality whose case it is answers for that.

It is owed from a home municipality on, suspended while the case is closed, and moves with the case; once its last day
has passed with nothing begun, that is said, once. Pure, as `domain` is, which hands it the case. Nothing is refused:
what is asked here has happened elsewhere, and where it changes nothing here, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from services.assessment.standing import Completed, Duty, NothingRequired, Required, State, Staying, UnderWay, Waived
from shared.events.assessment import (
    AssessmentRequired,
    ClientKnown,
    DeadlineBreached,
    DutiesMoved,
    DutyResumed,
    DutySuspended,
)
from shared.events.model import Event
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


Command: TypeAlias = RequireAssessment | KnowClient | RecordBreach | SuspendDuty | ResumeDuty | MoveDuties

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:  # noqa: PLR0911 - one for each command
    """The facts that a command makes of a duty; none where all is so already, or nothing is owed."""
    match command, case:
        case RequireAssessment() as arrival, NothingRequired() | Staying():
            return [required(arrival.municipality, arrival.person_id, arrival.counted_from, arrival.rule)]
        case KnowClient(municipality, person), NothingRequired():
            return [ClientKnown(municipality=municipality, person_id=person)]
        case RecordBreach() as breach, Required(duty) if _broken(breach, duty):
            return [_breached(duty)]
        case SuspendDuty(suspended_on), Required(duty) | UnderWay(duty) if not duty.suspended:
            return [DutySuspended(suspended_on=suspended_on)]
        case ResumeDuty(resumed_on), Required(duty) | UnderWay(duty) if duty.suspended:
            return [DutyResumed(resumed_on=resumed_on, due_on=duty.due_on)]
        case MoveDuties(sender, receiver, moves_on), _ if _responsible(case) not in (None, receiver):
            return [DutiesMoved(sender=sender, receiver=receiver, moves_on=moves_on)]
    return []


def required(municipality: str, person: UUID, counted_from: date, rule: Rule) -> AssessmentRequired:
    """That an assessment must begin in the time that `rule` gives."""
    due_on = rule.due(counted_from)
    return AssessmentRequired(
        municipality=municipality,
        person_id=person,
        counted_from=counted_from,
        due_on=due_on,
        rule=traced(rule, due_on, arrived_on=counted_from),
    )


def _broken(command: RecordBreach, duty: Duty) -> bool:
    """Nothing has begun on the day after; once, of this very deadline, and not of a closed case."""
    passed = command.due_on == duty.due_on and duty.due_on < command.today
    return passed and not duty.breached and not duty.suspended


def _breached(duty: Duty) -> DeadlineBreached:
    return DeadlineBreached(
        municipality=duty.municipality,
        duty="assessment",
        due_on=duty.due_on,
        breached_on=duty.due_on + timedelta(days=1),
        rule=duty.rule,
    )


def _responsible(case: State) -> str | None:
    """The municipality that answers for the case, where there is anything to answer for."""
    match case:
        case Staying(municipality):
            return municipality
        case Required(duty) | UnderWay(duty) | Completed(duty) | Waived(duty):
            return duty.municipality
        case NothingRequired():
            return None
