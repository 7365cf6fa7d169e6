"""Early notices over HTTP: told by partners, taken up and prepared for by the municipality."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.notice.domain import (
    INITIAL,
    Acknowledge,
    AddTask,
    AssignTask,
    FinishTask,
    ReceiveNotice,
    State,
    WithdrawNotice,
    decide,
    evolve,
)
from services.intake.notice.domain import Command as NoticeCommand
from services.intake.person import phone
from services.intake.states import Words
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, Prose, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Fault, Problem
from shared.events.intake.notices import NoticeContact, NoticeSource, Preparation, Sector
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.requests import InMunicipality, MunicipalRequest
from shared.service import Written

NOTICE: Final[Decider[NoticeCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/notice/<notice> is decided by."""

TELLERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.PARTNER)
PREPARERS: Final = (Role.CASEWORKER, Role.ADVISER)

router: Final = APIRouter(prefix="/municipalities/{municipality}/notices", tags=["notices"])


class ContactBody(StrictModel):
    """Who tells, and how to reach them."""

    organisation: Annotated[str, Line(200)] = Field(examples=["Växthus Ab Exempel"])
    name: Annotated[str, Line(200)] = Field(examples=["Åsa Esimerkki"])
    phone: Annotated[str, Line(60)] | None = Field(None, examples=["+358 40 123 4567"])
    email: Annotated[str, Line(200)] | None = Field(None, examples=["asa@example.org"])


class NoticeBody(StrictModel):
    """Arrivals to come. Nobody who comes is named."""

    source: NoticeSource = Field(examples=["employer"])
    persons: int = Field(ge=1, le=10_000, description="How many will come", examples=[12])
    sector: Sector = Field(examples=["greenhouses"])
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=20, examples=[["ukr", "vie"]])] = ()
    expected_on: date = Field(description="The day they are expected", examples=["2026-05-01"])
    contact: ContactBody
    note: Annotated[str, Prose(2000)] | None = None


class AcknowledgementBody(StrictModel):
    """The notice is taken up; what is to be prepared, everything in the list where left out."""

    tasks: Annotated[tuple[Preparation, ...], Field(max_length=20, examples=[["housing", "language"]])] | None = None


class TaskBody(StrictModel):
    """Something more to prepare."""

    kind: Preparation = Field(examples=["school"])
    due_on: date = Field(examples=["2026-04-20"])


class OwnerBody(StrictModel):
    """Who answers for a task, by which day."""

    owner: Annotated[str, Line(200)] = Field(examples=["Bostadssekreteraren"])
    due_on: date = Field(examples=["2026-04-20"])


class DoneBody(StrictModel):
    """A task is done."""

    done_on: date | None = Field(None, description="The day; today where left out")


class NothingMore(StrictModel):
    """Nothing more is asked."""


class Acknowledged(Written):
    """The answer to an acknowledgement: the tasks, by kind."""

    tasks: dict[Preparation, UUID]


class TaskReceipt(Written):
    """The answer to a new task: with its id."""

    task: UUID


def stream_of_notice(notice: UUID) -> str:
    return f"intake/notice/{notice}"


async def _carried_out(request: InMunicipality, notice: UUID, asked: NoticeCommand) -> Written:
    return await request.carry_out_on(NOTICE, "notice", notice, asked)


@router.post(
    "",
    status_code=201,
    dependencies=[allow(*TELLERS)],
    responses=problems(409, 422),
    summary="Tell the municipality of arrivals to come",
    description=(
        "By an employer or a reception centre itself, or by the municipality on its behalf. Codes: "
        "notice.expected_in_the_past, notice.expected_too_late, arrival.phone_impossible."
    ),
)
async def receive_notice(told: Annotated[NoticeBody, body(NoticeBody)], request: MunicipalRequest) -> Written:
    number = phone(told.contact.phone or "", "contact.phone")
    if isinstance(number, Fault):
        raise Problem(422, number)
    notice = request.new_id("notice")
    asked = ReceiveNotice(
        notice=notice,
        municipality=request.municipality,
        source=told.source,
        persons=told.persons,
        sector=told.sector,
        languages=tuple(dict.fromkeys(told.languages)),
        expected_on=told.expected_on,
        contact_id=request.new_id("contact"),
        contact=NoticeContact(
            organisation=told.contact.organisation, name=told.contact.name, phone=number, email=told.contact.email
        ),
        today=request.today,
        note=Words(request.new_id("note"), told.note) if told.note else None,
    )
    return await _carried_out(request, notice, asked)


@router.post(
    "/{notice}/acknowledge",
    dependencies=[allow(*PREPARERS)],
    responses=problems(409, 422),
    summary="Take an early notice up",
    description="What is to be prepared is due on the expected day. Codes: notice.withdrawn.",
)
async def acknowledge(
    notice: UUID, acknowledgement: Annotated[AcknowledgementBody, body(AcknowledgementBody)], request: MunicipalRequest
) -> Acknowledged:
    kinds = tuple(Preparation) if acknowledgement.tasks is None else tuple(dict.fromkeys(acknowledgement.tasks))
    tasks = {kind: request.new_id(kind.value) for kind in kinds}
    asked = Acknowledge(request.municipality, tuple((task, kind) for kind, task in tasks.items()), request.today)
    told = await _carried_out(request, notice, asked)
    return Acknowledged(stream=told.stream, version=told.version, id=notice, tasks=tasks)


@router.post(
    "/{notice}/withdraw",
    dependencies=[allow(*TELLERS)],
    responses=problems(409, 422),
    summary="Withdraw an early notice",
    description="A partner withdraws only what it told itself. Codes: notice.arrived_already.",
)
async def withdraw_notice(
    notice: UUID,
    withdrawn: Annotated[NothingMore, body(NothingMore)],  # noqa: ARG001 - a command has a body
    request: MunicipalRequest,
) -> Written:
    viewer = request.context.viewer
    asked = WithdrawNotice(request.municipality, viewer.organisation if viewer.role is Role.PARTNER else None)
    return await _carried_out(request, notice, asked)


@router.post(
    "/{notice}/tasks",
    status_code=201,
    dependencies=[allow(*PREPARERS)],
    responses=problems(409, 422),
    summary="Add something to prepare",
    description="Codes: notice.not_acknowledged, notice.withdrawn.",
)
async def add_task(notice: UUID, added: Annotated[TaskBody, body(TaskBody)], request: MunicipalRequest) -> TaskReceipt:
    task = request.new_id("task")
    asked = AddTask(request.municipality, task, added.kind, added.due_on)
    told = await _carried_out(request, notice, asked)
    return TaskReceipt(stream=told.stream, version=told.version, id=notice, task=task)


@router.post(
    "/{notice}/tasks/{task}/assign",
    dependencies=[allow(*PREPARERS)],
    responses=problems(409, 422),
    summary="Say who answers for a task",
    description="Codes: notice.task_done, notice.not_acknowledged, notice.withdrawn.",
)
async def assign_task(
    notice: UUID, task: UUID, assigned: Annotated[OwnerBody, body(OwnerBody)], request: MunicipalRequest
) -> Written:
    owner = Words(request.new_id("owner"), assigned.owner)
    asked = AssignTask(request.municipality, task, owner, assigned.due_on)
    return await _carried_out(request, notice, asked)


@router.post(
    "/{notice}/tasks/{task}/done",
    dependencies=[allow(*PREPARERS)],
    responses=problems(409, 422),
    summary="Record that a task is done",
    description=(
        "With the last one the arrival is prepared. Codes: notice.day_in_the_future, notice.done_before_notice, "
        "notice.not_acknowledged, notice.withdrawn."
    ),
)
async def finish_task(
    notice: UUID, task: UUID, finished: Annotated[DoneBody, body(DoneBody)], request: MunicipalRequest
) -> Written:
    asked = FinishTask(request.municipality, task, finished.done_on or request.today, request.today)
    return await _carried_out(request, notice, asked)
