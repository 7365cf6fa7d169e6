"""Language tests over HTTP: booked, invited, taken or not."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID

from fastapi import APIRouter
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
from shared.edge.body import Line, Prose, StrictModel, body
from shared.edge.problems import problems
from shared.events.assessment.language import Invitation, Scale, TestedLanguage
from shared.regions.codes import LanguageCode
from shared.requests import AboutCase, CaseRequest
from shared.service import Receipt

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


@router.post(
    "",
    status_code=201,
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Book a language test",
    description="Codes: languagetest.day_has_passed, languagetest.impossible_length.",
)
async def book_test(booking: Annotated[BookingBody, body(BookingBody)], request: CaseRequest) -> TestReceipt:
    client = await the_client(request.service, request.municipality, request.case)
    test = request.new_id("test")
    asked = BookTest(
        request.municipality,
        client.person_id,
        test,
        booking.point,
        booking.language,
        booking.booked_for,
        booking.begins,
        booking.minutes,
        request.today,
    )
    done = await request.carry_out(LANGUAGE_TEST, asked, "languagetest", test)
    return TestReceipt(**done.model_dump(), test=test)


@router.post(
    "/invite",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Invite to a language test",
    description="Codes: access.not_found, languagetest.over.",
)
async def invite_to_test(said: Annotated[InvitationBody, body(InvitationBody)], request: CaseRequest) -> Receipt:
    invitation = Invitation(channel=said.channel, language=said.language)
    asked = InviteToTest(request.municipality, request.case, said.invited_on or request.today, invitation)
    return await _done(request, said.test, asked)


@router.post(
    "/cancel",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Give a test's time back",
    description="Codes: access.not_found, languagetest.over, languagetest.day_has_passed.",
)
async def cancel_test(said: Annotated[TestBody, body(TestBody)], request: CaseRequest) -> Receipt:
    asked = CancelTest(request.municipality, request.case, request.today)
    return await _done(request, said.test, asked)


@router.post(
    "/missed",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Nobody came to a language test",
    description="Codes: access.not_found, languagetest.over, languagetest.day_not_here_yet.",
)
async def miss_test(said: Annotated[TestBody, body(TestBody)], request: CaseRequest) -> Receipt:
    asked = MissTest(request.municipality, request.case, request.today)
    return await _done(request, said.test, asked)


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
async def record_result(result: Annotated[ResultBody, body(ResultBody)], request: CaseRequest) -> Receipt:
    asked = RecordResult(
        request.municipality,
        request.case,
        result.tested_on or request.today,
        result.scale,
        result.skills,
        result.points,
        Words(request.new_id("remarks"), result.remarks) if result.remarks else None,
        request.today,
    )
    return await _done(request, result.test, asked)


async def _done(request: AboutCase, test: UUID, asked: TestCommand) -> Receipt:
    await the_client(request.service, request.municipality, request.case)
    return await request.carry_out(LANGUAGE_TEST, asked, "languagetest", test)
