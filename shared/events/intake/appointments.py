"""Appointments: when a client meets an official, with which interpreter, what came of it. All but the day is sealed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, Value


class GenderWish(StrEnum):
    """Which interpreter the client wishes for."""

    ANY = "any"
    FEMALE = "female"
    MALE = "male"


class CancelledBy(StrEnum):
    """Whose doing it was."""

    CLIENT = "client"
    OFFICIAL = "official"
    INTERPRETER = "interp"


class Attendance(StrEnum):
    """What came of an appointment."""

    ATTENDED = "there"
    NO_SHOW = "noshow"


class Interpreter(Value):
    """The interpreter that is wished for: language (ISO 639-3), gender, and whether by phone or video."""

    language: str
    gender: GenderWish = GenderWish.ANY
    remote: bool = False


class AppointmentDetails(Value):
    """When (`starts_at` as "14:30" in Helsinki), for how long, where, in which language the client is written to."""

    starts_at: str
    minutes: int
    place: str = Field(max_length=200)
    language: str
    interpreter: Interpreter | None = None


class Cancellation(Value):
    """Who cancelled."""

    by: CancelledBy


class Outcome(Value):
    """Whether the client came, and the interpreter, where one was booked."""

    attendance: Attendance
    interpreter_came: bool | None = None


class AppointmentBooked(CaseEvent, version=1):
    """A client and an official are to meet."""

    appointment: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    on: Annotated[date, Clear("the reminder falls due by it")]
    details: Personal[AppointmentDetails]


class AppointmentReminded(CaseEvent, version=1, effective="reminded_on"):
    """The reminder's text is ready to be sent, in the client's language."""

    appointment: Annotated[UUID, Clear("an id that says nothing by itself")]
    reminded_on: Annotated[date, Clear("a day on which the program did something")]
    reminder: Personal[FreeText]


class AppointmentCancelled(CaseEvent, version=1):
    """They are not to meet after all."""

    appointment: Annotated[UUID, Clear("an id that says nothing by itself")]
    cancellation: Personal[Cancellation]


class AppointmentOver(CaseEvent, version=1):
    """The hour has passed, and somebody has said what came of it."""

    appointment: Annotated[UUID, Clear("an id that says nothing by itself")]
    outcome: Personal[Outcome]
