"""Activities over HTTP: groups, their sessions, and who was there, written by the municipality that runs the group."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.activities import part
from services.activities.domain import INITIAL, Attended, HoldSession, OpenGroup, RecordAttendance, decide, evolve
from services.activities.domain import Command as GroupCommand
from services.activities.standing import State
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.errors import Problem
from shared.ledger import Decider, Done
from shared.regions.codes import LanguageCode
from shared.regions.localised import LocalisedText
from shared.regions.profiles import MunicipalityOutsideError
from shared.service import Running, Service, say_replayed

GROUP: Final[Decider[GroupCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/group/<group> is decided by."""

CASE: Final[Decider[part.Command, part.Part]] = Decider(part.INITIAL, part.decide, part.evolve)
"""What a stream activities/case/<case> is decided by; only reactions write it."""

LEADERS: Final = (Role.ACTIVITY_LEADER, Role.CASEWORKER, Role.ADVISER)
MOST_PLACES: Final = 10_000
MOST_CALLED: Final = 500  # lines of one roll; a longer one is sent in parts

router: Final = APIRouter(prefix="/municipalities/{municipality}/groups", tags=["activities"])


class Title(StrictModel):
    """What the group is called; every language that the region's profile requires must be there."""

    fi: Annotated[str, Line(200)] | None = Field(None, examples=["Kielikahvila"])
    sv: Annotated[str, Line(200)] | None = Field(None, examples=["Språkcafé"])
    en: Annotated[str, Line(200)] | None = Field(None, examples=["Language café"])


class GroupBody(StrictModel):
    """A group that takes participants."""

    title: Title
    language: LanguageCode = Field(description="The working language, ISO 639-3", examples=["fin"])
    places: int = Field(ge=1, le=MOST_PLACES, examples=[12])
    starts_on: date = Field(examples=["2026-02-02"])


class SessionBody(StrictModel):
    """The group has met."""

    held_on: date | None = Field(None, description="The day of the session; today where left out")
    session: UUID | None = Field(None, description="The planned session that was held, where it was planned")


class RollLine(StrictModel):
    """Whether the person of a case was there."""

    case: UUID
    present: bool


class RollBody(StrictModel):
    """The roll of a session, or a part of it."""

    attendance: Annotated[tuple[RollLine, ...], Field(min_length=1, max_length=MOST_CALLED)]


class GroupReceipt(BaseModel):
    """What a command has come to: the stream that it wrote and its version, which a read may wait for."""

    stream: str = Field(examples=["activities/group/0190c0de-0000-7000-8000-0000000000aa"])
    version: int = Field(examples=[1])
    group: UUID


class SessionReceipt(GroupReceipt):
    """The answer to a session: with its id."""

    session: UUID


@router.post(
    "",
    status_code=201,
    summary="Open a group",
    dependencies=[allow(*LEADERS)],
    description="Codes: group.title_language_missing.",
)
async def open_group(
    *,
    municipality: Municipality,
    opened: Annotated[GroupBody, body(GroupBody)],
    context: Command,
    service: Service,
    response: Response,
) -> GroupReceipt:
    try:
        required = service.profiles.for_municipality(municipality).languages
    except MunicipalityOutsideError:
        raise not_found() from None
    title = opened.title.model_dump(exclude_none=True)
    if not title:
        raise Problem.of(422, "request.field_missing", f"title.{required[0]}")
    group = uuid5(context.id, "group")  # of the command's id: the same when the request is repeated
    command = OpenGroup(
        municipality=municipality,
        title=LocalisedText(**title),
        required=required,
        language=opened.language,
        places=opened.places,
        starts_on=opened.starts_on,
    )
    done = await _carry_out(service, municipality, group, command, context, new=True)
    return _receipt(done, group, response)


@router.post(
    "/{group}/sessions",
    status_code=201,
    summary="Record that the group has met",
    dependencies=[allow(*LEADERS)],
    description="Codes: session.day_in_the_future, session.before_the_group_starts.",
)
async def hold_session(
    *,
    municipality: Municipality,
    group: UUID,
    held: Annotated[SessionBody, body(SessionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> SessionReceipt:
    session = held.session or uuid5(context.id, "session")
    command = HoldSession(municipality, session, held.held_on or context.today, context.today)
    done = await _carry_out(service, municipality, group, command, context)
    return SessionReceipt(**_receipt(done, group, response).model_dump(), session=session)


@router.post(
    "/{group}/sessions/{session}/attendance",
    summary="Record who was at a session",
    dependencies=[allow(*LEADERS)],
    description="Codes: attendance.not_enrolled, attendance.already_recorded.",
)
async def record_attendance(
    *,
    municipality: Municipality,
    group: UUID,
    session: UUID,
    roll: Annotated[RollBody, body(RollBody)],
    context: Command,
    service: Service,
    response: Response,
) -> SessionReceipt:
    called = tuple([Attended(await service.known(line.case), line.present) for line in roll.attendance])
    command = RecordAttendance(municipality, session, called)
    done = await _carry_out(service, municipality, group, command, context)
    return SessionReceipt(**_receipt(done, group, response).model_dump(), session=session)


async def _carry_out(
    service: Running,
    municipality: str,
    group: UUID,
    command: GroupCommand,
    context: CommandContext,
    *,
    new: bool = False,
) -> Done:
    stream = f"activities/group/{group}"
    return await service.carry_out(GROUP, stream, group, command, context, municipality=municipality, new=new)


def _receipt(done: Done, group: UUID, response: Response) -> GroupReceipt:
    say_replayed(response, done)
    return GroupReceipt(stream=done.stream, version=done.version, group=group)
