"""Appointments over HTTP: booked, cancelled, kept or missed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.appointments.domain import INITIAL, Book, Cancel, Close, State, decide, evolve
from services.intake.appointments.domain import Command as AppointmentCommand
from services.intake.owning import own
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.appointments import (
    AppointmentDetails,
    Attendance,
    CancelledBy,
    GenderWish,
    Interpreter,
)
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.requests import CaseRequest
from shared.service import Receipt

APPOINTMENT: Final[Decider[AppointmentCommand, State]] = Decider(INITIAL, decide, evolve, opens=True)
"""What a stream intake/appointment/<appointment> is decided by."""

BOOKERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.ASSESSMENT_OFFICIAL)

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/appointments", tags=["appointments"])


class InterpreterBody(StrictModel):
    """The interpreter that is wished for."""

    language: LanguageCode = Field(examples=["som"])
    gender: GenderWish = GenderWish.ANY
    remote: bool = Field(default=False, description="By phone or video")


class AppointmentBody(StrictModel):
    """When and where the client and an official meet."""

    on: date = Field(examples=["2026-03-12"])
    starts_at: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["14:30"])
    minutes: int = Field(60, ge=5, le=600)
    place: Annotated[str, Line(200)] = Field(examples=["Vaasanpuistikko 10"])
    language: LanguageCode = Field(description="The language that the client is written to in", examples=["som"])
    interpreter: InterpreterBody | None = None


class CancellationBody(StrictModel):
    """Whose doing it was."""

    by: CancelledBy = Field(examples=["client"])


class OutcomeBody(StrictModel):
    """Who came."""

    attendance: Attendance = Field(examples=["there"])
    interpreter_came: bool | None = None


class AppointmentReceipt(Receipt):
    """The answer to a booking: with its id."""

    appointment: UUID


def stream_of_appointment(appointment: UUID) -> str:
    return f"intake/appointment/{appointment}"


@router.post(
    "",
    status_code=201,
    summary="Book an appointment",
    dependencies=[allow(*BOOKERS)],
    responses=problems(409, 422),
    description="The client is reminded on the day before. Codes: appointment.in_the_past.",
)
async def book(booked: Annotated[AppointmentBody, body(AppointmentBody)], request: CaseRequest) -> AppointmentReceipt:
    known = await own(request)
    appointment = request.new_id("appointment")
    wish = booked.interpreter
    command = Book(
        appointment=appointment,
        municipality=request.municipality,
        person_id=known.person_id,
        on=booked.on,
        details=AppointmentDetails(
            starts_at=booked.starts_at,
            minutes=booked.minutes,
            place=booked.place,
            language=booked.language,
            interpreter=Interpreter(language=wish.language, gender=wish.gender, remote=wish.remote) if wish else None,
        ),
        today=request.today,
    )
    done = await request.carry_out(APPOINTMENT, command, "appointment", appointment)
    return AppointmentReceipt(**done.model_dump(), appointment=appointment)


@router.post(
    "/{appointment}/cancel",
    summary="Cancel an appointment",
    dependencies=[allow(*BOOKERS)],
    responses=problems(409, 422),
    description="Codes: appointment.is_over, appointment.day_has_passed.",
)
async def cancel(
    appointment: UUID, cancelled: Annotated[CancellationBody, body(CancellationBody)], request: CaseRequest
) -> Receipt:
    await own(request)
    command = Cancel(request.case, cancelled.by, request.today)
    return await request.carry_out(APPOINTMENT, command, "appointment", appointment)


@router.post(
    "/{appointment}/outcome",
    summary="Say whether the client came",
    dependencies=[allow(*BOOKERS)],
    responses=problems(409, 422),
    description="Codes: appointment.not_yet, appointment.is_over, appointment.is_cancelled.",
)
async def close(appointment: UUID, outcome: Annotated[OutcomeBody, body(OutcomeBody)], request: CaseRequest) -> Receipt:
    await own(request)
    command = Close(request.case, outcome.attendance, outcome.interpreter_came, request.today)
    return await request.carry_out(APPOINTMENT, command, "appointment", appointment)
