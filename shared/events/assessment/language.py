"""Language tests: booked at a test point, taken or not, with a result by skill and a course that it points to.

A test is a stream of its own whose events have the key of the case, so that the case's history holds them.

Enters: nothing. Leaves: the facts about one test. They must not know how levels are compared.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, Value


class TestedLanguage(StrEnum):
    """The two languages of integration."""

    __test__ = False  # no test of pytest's

    FINNISH = "fin"
    SWEDISH = "swe"


class TestSkill(StrEnum):
    """What a test point tests."""

    __test__ = False

    LISTENING = "listening"
    READING = "reading"
    WRITING = "writing"
    SPEAKING = "speaking"
    INTERVIEW = "interview"
    READING_ALOUD = "reading_aloud"
    DICTATION = "dictation"
    LITERACY = "literacy"
    LOGIC = "logic"
    MATHEMATICS = "mathematics"


class Scale(StrEnum):
    """The Common European Framework with the levels of Finnish curricula (A1.1 to C2), and that of the national YKI."""

    CEFR = "cefr"
    YKI = "yki"


class Invitation(Value):
    """How somebody was invited, in which language (ISO 639-3)."""

    channel: str
    language: str


class Levels(Value):
    """What a test came to: the level of each skill on the scale, all in all on CEFR, and the course that it points to.

    `points` are those of the skills that have no level: logic, mathematics, literacy, in per cent.
    """

    scale: Scale
    skills: dict[str, str]
    points: dict[str, int]
    overall: str
    course: str


class LanguageTestBooked(CaseEvent, version=1):
    """A time is booked at a test point."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    test: Annotated[UUID, Clear("an id that says nothing by itself")]
    point: Annotated[str, Clear("published: the test point's name")]
    language: Annotated[TestedLanguage, Clear("which national language is tested")]
    booked_for: Annotated[date, Clear("the day of the test")]
    begins: Annotated[str, Clear("the hour of the test, HH:MM in Helsinki")]
    minutes: Annotated[int, Clear("how long the test is planned to take")]


class LanguageTestInvited(CaseEvent, version=1, effective="invited_on"):
    """The client has been invited to the test."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    test: Annotated[UUID, Clear("an id that says nothing by itself")]
    invited_on: Annotated[date, Clear("the day of the invitation")]
    invitation: Personal[Invitation]


class LanguageTestCancelled(CaseEvent, version=1, effective="cancelled_on"):
    """The booking was given back before the test."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    test: Annotated[UUID, Clear("an id that says nothing by itself")]
    cancelled_on: Annotated[date, Clear("the day on which the time became free")]


class LanguageTestMissed(CaseEvent, version=1, effective="missed_on"):
    """Nobody came to the test, and nobody had given the time back."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    test: Annotated[UUID, Clear("an id that says nothing by itself")]
    missed_on: Annotated[date, Clear("the day of the test")]


class LanguageTested(CaseEvent, version=1, effective="tested_on"):
    """The test was taken, and this is what it came to."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    test: Annotated[UUID, Clear("an id that says nothing by itself")]
    language: Annotated[TestedLanguage, Clear("which national language was tested")]
    tested_on: Annotated[date, Clear("the day of the test")]
    levels: Personal[Levels]
    remarks: Personal[FreeText] | None = None
