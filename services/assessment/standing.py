"""How an assessment can stand: not asked for, required, under way, completed, waived; and whose it is to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.model import RuleTrace


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


Owed: TypeAlias = Required | UnderWay | Completed | Waived
State: TypeAlias = NothingRequired | Staying | Owed


def of(municipality: str, case: State) -> Owed:
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


def unfinished(case: Owed) -> Required | UnderWay:
    """The assessment, if it is neither done nor waived."""
    match case:
        case Completed():
            raise Refused("assessment.already_completed")
        case Waived():
            raise Refused("assessment.already_waived")
        case Required() | UnderWay():
            return case
    assert_never(case)


def begun(case: Owed) -> UnderWay:
    """The assessment, if it is under way."""
    match open_ := unfinished(case):
        case Required():
            raise Refused("assessment.not_started")
        case UnderWay():
            return open_
    assert_never(open_)
