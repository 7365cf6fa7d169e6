"""What may be done with an appointment: booked, reminded of on the day before, cancelled, kept or missed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID, uuid5

from services.intake.appointments.reminders import reminder
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentDetails,
    AppointmentOver,
    AppointmentReminded,
    Attendance,
    Cancellation,
    CancelledBy,
    Outcome,
)
from shared.events.model import Event, FreeText, Personal, Unreadable

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Book:
    """The client of a case and an official are to meet."""

    appointment: UUID
    municipality: str
    person_id: UUID
    on: date
    details: AppointmentDetails
    today: date


@dataclass(frozen=True, slots=True)
class Remind:
    """The day before has come."""

    today: date


@dataclass(frozen=True, slots=True)
class Cancel:
    """They are not to meet."""

    case: UUID
    by: CancelledBy
    today: date


@dataclass(frozen=True, slots=True)
class Close:
    """The hour has passed: who came?"""

    case: UUID
    attendance: Attendance
    interpreter_came: bool | None
    today: date


Command: TypeAlias = Book | Remind | Cancel | Close

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotBooked:
    """Nothing is agreed."""


@dataclass(frozen=True, slots=True)
class Booked:
    """They are to meet."""

    appointment: UUID
    case: UUID
    person_id: UUID
    on: date
    details: AppointmentDetails | Unreadable
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class Cancelled:
    """They were to meet, and are not."""

    case: UUID


@dataclass(frozen=True, slots=True)
class Over:
    """It was kept or missed."""

    case: UUID


State: TypeAlias = NotBooked | Booked | Cancelled | Over

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, appointment: State) -> Sequence[Event]:
    """The facts that a command makes of an appointment; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case has no such appointment.
    """
    match command:
        case Book():
            return _book(command, appointment)
        case Remind():
            return _remind(command, appointment)
        case Cancel():
            return _cancel(command, appointment)
        case Close():
            return _close(command, appointment)
    assert_never(command)


def _book(command: Book, appointment: State) -> Sequence[Event]:
    if not isinstance(appointment, NotBooked):
        return []
    if command.on < command.today:
        raise Refused("appointment.in_the_past", "on")
    return [
        AppointmentBooked(
            appointment=command.appointment,
            municipality=command.municipality,
            person_id=command.person_id,
            on=command.on,
            details=Personal(command.person_id, command.details),
        )
    ]


def _remind(command: Remind, appointment: State) -> Sequence[Event]:
    """Once, on the day before or the day itself, of what still holds; nobody can be written to who was erased."""
    match appointment:
        case Booked(details=AppointmentDetails() as details, reminded=False) if (
            appointment.on - timedelta(days=1) <= command.today <= appointment.on
        ):
            said = FreeText(text=reminder(details, appointment.on))
            text_id = uuid5(appointment.appointment, "reminder")
            return [
                AppointmentReminded(
                    appointment=appointment.appointment,
                    reminded_on=command.today,
                    reminder=Personal(text_id, said, parents=(appointment.person_id,)),
                )
            ]
        case _:
            return []


def _cancel(command: Cancel, appointment: State) -> Sequence[Event]:
    match appointment:
        case NotBooked():
            raise Refused("access.not_found")
        case Cancelled(case):
            _of(command.case, case)
            return []
        case Over(case):
            _of(command.case, case)
            raise Refused("appointment.is_over")
        case Booked():
            _of(command.case, appointment.case)
            if command.today > appointment.on:
                raise Refused("appointment.day_has_passed")
            said = Cancellation(by=command.by)
            return [
                AppointmentCancelled(
                    appointment=appointment.appointment, cancellation=Personal(appointment.person_id, said)
                )
            ]
    assert_never(appointment)


def _close(command: Close, appointment: State) -> Sequence[Event]:
    match appointment:
        case NotBooked():
            raise Refused("access.not_found")
        case Cancelled(case):
            _of(command.case, case)
            raise Refused("appointment.is_cancelled")
        case Over(case):
            _of(command.case, case)
            raise Refused("appointment.is_over")
        case Booked():
            _of(command.case, appointment.case)
            if command.today < appointment.on:
                raise Refused("appointment.not_yet")
            said = Outcome(attendance=command.attendance, interpreter_came=command.interpreter_came)
            return [AppointmentOver(appointment=appointment.appointment, outcome=Personal(appointment.person_id, said))]
    assert_never(appointment)


def _of(asked: UUID, case: UUID) -> None:
    if asked != case:
        raise Refused("access.not_found")


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotBooked()


def evolve(appointment: State, recorded: Recorded[Event]) -> State:
    """The appointment after a fact."""
    match recorded.event, appointment:
        case AppointmentBooked() as fact, NotBooked():
            return Booked(fact.appointment, recorded.head.key, fact.person_id, fact.on, fact.details.value)
        case AppointmentReminded(), Booked():
            return replace(appointment, reminded=True)
        case AppointmentCancelled(), Booked(case=case):
            return Cancelled(case)
        case AppointmentOver(), Booked(case=case):
            return Over(case)
    raise ValueError(f"{recorded.head.type} cannot follow {type(appointment).__name__}")
