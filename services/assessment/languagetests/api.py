"""Language tests over HTTP: booked, invited, taken or not."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.assessment.calling import MAPPERS, the_client
from services.assessment.deciders import LANGUAGE_TEST
from services.assessment.languagetests.domain import (
    BookTest,
    CancelTest,
    InviteToTest,
    MissTest,
    RecordResult,
    Words,
)
from services.assessment.languagetests.domain import (
    Command as TestCommand,
)
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.edge.problems import problems
from shared.events.assessment.language import Invitation, Scale, TestedLanguage
from shared.regions.codes import LanguageCode
from shared.service import Receipt, Running, Service, receipt

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/language-tests", tags=["language tests"])

Level: TypeAlias = Annotated[str, Line(5)]
Part: TypeAlias = Annotated[str, Line(20)]


class BookingBody(StrictModel):
    """A time at a test point."""

    point: Annotated[str, Line(100)] = Field(examples=["Vaasan kielitestipiste"])
    language: TestedLanguage = Field(examples=["swe"])
    booked_for: date = Field(examples=["2026-04-01"])
    begins: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] = Field("09:00", examples=["09:30"])
    minutes: int = Field(60, ge=1, le=1000, description="30 to 240", examples=[90])


class TestBody(StrictModel):
    """Which test."""

    __test__ = False

    test: UUID


class InvitationBody(TestBody):
    """How the client was invited; today where the day is left out."""

    channel: Literal["letter", "telephone", "sms", "email", "in_person"] = Field(examples=["sms"])
    language: LanguageCode = Field(description="ISO 639-3", examples=["ukr"])
    invited_on: date | None = None


class ResultBody(TestBody):
    """What the test came to.

    `skills` has levels of the scale (CEFR A0 to C2 with sublevels, YKI 1 to 6), `points` per cent of the other parts.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "test": "0190c0de-0000-7000-8000-0000000000aa",
                    "scale": "cefr",
                    "skills": {"listening": "A2.1", "reading": "A1.3", "writing": "A1.2", "speaking": "A2.1"},
                    "points": {"literacy": 80, "logic": 75, "mathematics": 72},
                }
            ]
        }
    )

    tested_on: date | None = None
    scale: Scale
    skills: dict[Part, Level] = Field(max_length=10)
    points: dict[Part, Annotated[int, Field(ge=0, le=100)]] = Field(default_factory=dict, max_length=10)
    remarks: Annotated[str, Prose(4000)] | None = None


class TestReceipt(Receipt):
    """The answer to a booking: with the test's id."""

    __test__ = False

    test: UUID


def stream_of(test: UUID) -> str:
    """A test's stream."""
    return f"assessment/languagetest/{test}"


@router.post(
    "",
    status_code=201,
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Book a language test",
    description="Codes: languagetest.day_has_passed, languagetest.impossible_length.",
)
async def book_test(
    *,
    municipality: Municipality,
    case: UUID,
    booking: Annotated[BookingBody, body(BookingBody)],
    command: Command,
    service: Service,
    response: Response,
) -> TestReceipt:
    client = await the_client(service, municipality, case)
    test = uuid5(command.id, "test")
    asked = BookTest(
        municipality,
        client.person_id,
        test,
        booking.point,
        booking.language,
        booking.booked_for,
        booking.begins,
        booking.minutes,
        command.today,
    )
    done = await service.carry_out(LANGUAGE_TEST, stream_of(test), case, asked, command, municipality=municipality)
    return TestReceipt(**receipt(done, case, response).model_dump(), test=test)


@router.post(
    "/invite",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Invite to a language test",
    description="Codes: access.not_found, languagetest.over.",
)
async def invite_to_test(
    *,
    municipality: Municipality,
    case: UUID,
    said: Annotated[InvitationBody, body(InvitationBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    invitation = Invitation(channel=said.channel, language=said.language)
    asked = InviteToTest(municipality, case, said.invited_on or command.today, invitation)
    return await _done(service, municipality, case, said.test, asked, command, response)


@router.post(
    "/cancel",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Give a test's time back",
    description="Codes: access.not_found, languagetest.over, languagetest.day_has_passed.",
)
async def cancel_test(
    *,
    municipality: Municipality,
    case: UUID,
    said: Annotated[TestBody, body(TestBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    asked = CancelTest(municipality, case, command.today)
    return await _done(service, municipality, case, said.test, asked, command, response)


@router.post(
    "/missed",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Nobody came to a language test",
    description="Codes: access.not_found, languagetest.over, languagetest.day_not_here_yet.",
)
async def miss_test(
    *,
    municipality: Municipality,
    case: UUID,
    said: Annotated[TestBody, body(TestBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    asked = MissTest(municipality, case, command.today)
    return await _done(service, municipality, case, said.test, asked, command, response)


@router.post(
    "/result",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Record a language test's result",
    description=(
        "The course that the levels point to is worked out here. Codes: access.not_found, languagetest.over, "
        "languagetest.day_not_here_yet, languagetest.no_skills, languagetest.unknown_skill, languagetest.not_a_level, "
        "languagetest.impossible_points."
    ),
)
async def record_result(
    *,
    municipality: Municipality,
    case: UUID,
    result: Annotated[ResultBody, body(ResultBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    asked = RecordResult(
        municipality,
        case,
        result.tested_on or command.today,
        result.scale,
        result.skills,
        result.points,
        Words(uuid5(command.id, "remarks"), result.remarks) if result.remarks else None,
        command.today,
    )
    return await _done(service, municipality, case, result.test, asked, command, response)


async def _done(
    service: Running,
    municipality: str,
    case: UUID,
    test: UUID,
    asked: TestCommand,
    command: CommandContext,
    response: Response,
) -> Receipt:
    await the_client(service, municipality, case)
    done = await service.carry_out(LANGUAGE_TEST, stream_of(test), case, asked, command, municipality=municipality)
    return receipt(done, case, response)
