"""Appointments: the calendar of a municipality's clients."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter

from services.reporting.answers import Answer, At, Person
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.api.persons import person_of
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.edge.body import Municipality
from shared.events.intake import PersonDetails
from shared.events.intake.appointments import AppointmentDetails, Outcome
from shared.events.model import FreeText, Unreadable

router: Final = APIRouter(tags=["appointments"])
WEEKS: Final = timedelta(days=28)


class InterpreterWish(Answer):
    """The interpreter that is wished for."""

    language: str
    gender: str
    remote: bool


class Appointment(Answer):
    """An appointment; `state` is booked, reminded, cancelled or over; what is sealed is absent once it is erased."""

    appointment: UUID
    case: UUID
    person: Person | None
    on: date
    starts_at: str | None
    minutes: int | None
    place: str | None
    language: str | None
    interpreter: InterpreterWish | None
    state: str
    reminded_on: date | None
    reminder: str | None
    attendance: str | None
    interpreter_came: bool | None


class Appointments(At):
    """The appointments from a day to a day, both included, in order of time."""

    rows: list[Appointment]
    first: date
    last: date


@router.get(
    "/municipalities/{municipality}/appointments",
    dependencies=[allow(*WORKERS)],
    summary="The calendar of appointments",
)
async def appointments(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    first: date | None = None,
    last: date | None = None,
    case: UUID | None = None,
    after: After = None,
) -> Appointments:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    start = first or reports.clock.today()
    end = last or (start + WEEKS if start < date.max - WEEKS else date.max)

    async def answer(reading: Reading) -> Appointments:
        rows = await reading.rows("appointments", municipality, start, end, case)
        await reading.reads({row["key"] for row in rows}, "identity", "appointment")
        persons = await reading.persons(row["person"] for row in rows)
        details = await reading.opened((row["details"] for row in rows), AppointmentDetails)
        reminders = await reading.opened((row["reminder"] for row in rows), FreeText)
        outcomes = await reading.opened((row["outcome"] for row in rows), Outcome)
        found = [_appointment(row, persons, details, reminders, outcomes) for row in rows]
        found.sort(key=lambda one: (one.on, one.starts_at or "", str(one.appointment)))
        return Appointments(rows=found, first=start, last=end, position=reading.positions)

    return await reports.read(within, answer)


def _appointment(
    row: asyncpg.Record,
    persons: Mapping[bytes, PersonDetails | Unreadable],
    details: Mapping[bytes, AppointmentDetails | Unreadable],
    reminders: Mapping[bytes, FreeText | Unreadable],
    outcomes: Mapping[bytes, Outcome | Unreadable],
) -> Appointment:
    known = details.get(row["details"])
    said = known if isinstance(known, AppointmentDetails) else None
    text, outcome = reminders.get(row["reminder"]), outcomes.get(row["outcome"])
    came = outcome if isinstance(outcome, Outcome) else None
    wish = said.interpreter if said else None
    return Appointment(
        appointment=row["appointment"],
        case=row["key"],
        person=person_of(persons, row["person"]),
        on=row["takes_place_on"],
        starts_at=said.starts_at if said else None,
        minutes=said.minutes if said else None,
        place=said.place if said else None,
        language=said.language if said else None,
        interpreter=InterpreterWish(language=wish.language, gender=wish.gender.value, remote=wish.remote)
        if wish
        else None,
        state=row["state"],
        reminded_on=row["reminded_on"],
        reminder=text.text if isinstance(text, FreeText) else None,
        attendance=came.attendance.value if came else None,
        interpreter_came=came.interpreter_came if came else None,
    )
