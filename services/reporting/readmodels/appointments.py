"""Appointments: the calendar of municipalities' clients. They follow the case; hour, place and outcome are sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, municipality_of
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, PersonDetailsCorrected, TransferAccepted
from shared.events.intake.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentOver,
    AppointmentReminded,
)
from shared.projection import Changes, Projection, changed, copied
from shared.projection.projection import Reads


class AppointmentRow(NamedTuple):
    """`state`: booked, reminded, cancelled or over; the case's own row has just its municipality and its person."""

    municipality: str = UNKNOWN
    appointment: UUID | None = None
    takes_place_on: date | None = None
    state: str = "booked"
    reminded_on: date | None = None
    details: bytes | None = None
    reminder: bytes | None = None
    outcome: bytes | None = None
    person: bytes | None = None


APPOINTMENTS: Final = Projection("appointments", version=1, row=AppointmentRow, ddl="services.reporting")
Rows = Mapping[str, AppointmentRow]


def _subs(event: Recorded[Any]) -> Reads:
    return (CASE, str(event.event.appointment))


def _everywhere(rows: Rows, **changes: Any) -> Changes[AppointmentRow]:
    return {sub: changed(row, **changes) for sub, row in {CASE: AppointmentRow(), **rows}.items()}


def _now(rows: Rows, event: Recorded[Any], **changes: Any) -> Changes[AppointmentRow]:
    sub = str(event.event.appointment)
    return {sub: changed(rows[sub], **changes)} if sub in rows else {}


@APPOINTMENTS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[AppointmentRow]:
    fact = event.event
    return _everywhere(rows, municipality=fact.municipality, person=copied(event, "person", fact.person))


@APPOINTMENTS.on(PersonDetailsCorrected)
def corrected(rows: Rows, event: Recorded[PersonDetailsCorrected]) -> Changes[AppointmentRow]:
    return _everywhere(rows, person=copied(event, "person", event.event.person))


@APPOINTMENTS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[AppointmentRow]:
    return _everywhere(rows, municipality=event.event.receiver)


@APPOINTMENTS.on(AppointmentBooked, reads=_subs)
def booked(rows: Rows, event: Recorded[AppointmentBooked]) -> Changes[AppointmentRow]:
    fact = event.event
    row = AppointmentRow(
        municipality_of(rows),
        fact.appointment,
        fact.on,
        details=copied(event, "details", fact.details),
        person=rows[CASE].person if CASE in rows else None,
    )
    return {str(fact.appointment): row}


@APPOINTMENTS.on(AppointmentReminded, reads=_subs)
def reminded(rows: Rows, event: Recorded[AppointmentReminded]) -> Changes[AppointmentRow]:
    fact = event.event
    return _now(
        rows,
        event,
        state="reminded",
        reminded_on=fact.reminded_on,
        reminder=copied(event, "reminder", fact.reminder),
    )


@APPOINTMENTS.on(AppointmentCancelled, reads=_subs)
def cancelled(rows: Rows, event: Recorded[AppointmentCancelled]) -> Changes[AppointmentRow]:
    return _now(rows, event, state="cancelled")


@APPOINTMENTS.on(AppointmentOver, reads=_subs)
def over(rows: Rows, event: Recorded[AppointmentOver]) -> Changes[AppointmentRow]:
    return _now(rows, event, state="over", outcome=copied(event, "outcome", event.event.outcome))
