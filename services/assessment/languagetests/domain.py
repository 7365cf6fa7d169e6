"""What a language test may do: it is booked, the client is invited, comes or does not come, and gets a result.

Both national languages may be tested of one person, each in a test of its own. Pure: days and ids come in on the
command, and so does the client, once it is known that the case is the asking municipality's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.assessment.languagetests.courses import course
from shared.errors import Refused
from shared.events.assessment.language import (
    Invitation,
    LanguageTestBooked,
    LanguageTestCancelled,
    LanguageTested,
    LanguageTestInvited,
    LanguageTestMissed,
    Levels,
    Scale,
    TestedLanguage,
    TestSkill,
)
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal
from shared.regions.levels import LEVELS, YKI, of_yki, overall

SHORTEST: Final = 30
LONGEST: Final = 240
"""Minutes that a test takes, from half an hour to four hours."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BookTest:
    """A time at a test point."""

    municipality: str
    person_id: UUID
    test: UUID
    point: str
    language: TestedLanguage
    booked_for: date
    begins: str
    minutes: int
    today: date


@dataclass(frozen=True, slots=True)
class InviteToTest:
    """The client is told of the time."""

    municipality: str
    case: UUID
    invited_on: date
    invitation: Invitation


@dataclass(frozen=True, slots=True)
class CancelTest:
    """The time is given back."""

    municipality: str
    case: UUID
    today: date


@dataclass(frozen=True, slots=True)
class MissTest:
    """Nobody came."""

    municipality: str
    case: UUID
    today: date


@dataclass(frozen=True, slots=True)
class Words:
    """The tester's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What the test came to: levels by skill on one scale, and points in per cent of the parts without levels."""

    municipality: str
    case: UUID
    tested_on: date
    scale: Scale
    skills: Mapping[str, str]
    points: Mapping[str, int]
    remarks: Words | None
    today: date


Command: TypeAlias = BookTest | InviteToTest | CancelTest | MissTest | RecordResult

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotBooked:
    """There is no such test."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A time is booked."""

    case: UUID
    person_id: UUID
    test: UUID
    language: TestedLanguage
    booked_for: date


@dataclass(frozen=True, slots=True)
class Over:
    """The test was taken, missed, or cancelled."""

    case: UUID
    how: str


State: TypeAlias = NotBooked | Booked | Over

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, test: State) -> Sequence[Event]:
    """The facts that a command makes of a test; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where there is no such test.
    """
    match command:
        case BookTest():
            return _book(command, test)
        case InviteToTest():
            return _invite(command, _booked(test, command.case))
        case CancelTest():
            return _cancel(command, _booked(test, command.case))
        case MissTest():
            return _miss(command, _booked(test, command.case))
        case RecordResult():
            return _record(command, _booked(test, command.case))
    assert_never(command)


def _booked(test: State, case: UUID) -> Booked:
    """The booking, if it is this case's."""
    match test:
        case NotBooked():
            raise Refused("access.not_found")
        case Booked() | Over() if test.case != case:
            raise Refused("access.not_found")
        case Booked():
            return test
        case Over():
            raise Refused("languagetest.over")
    assert_never(test)


def _book(command: BookTest, test: State) -> Sequence[Event]:
    match test:
        case NotBooked():
            if command.booked_for < command.today:
                raise Refused("languagetest.day_has_passed", "booked_for")
            if not SHORTEST <= command.minutes <= LONGEST:
                raise Refused("languagetest.impossible_length", "minutes")
            return [
                LanguageTestBooked(
                    municipality=command.municipality,
                    person_id=command.person_id,
                    test=command.test,
                    point=command.point,
                    language=command.language,
                    booked_for=command.booked_for,
                    begins=command.begins,
                    minutes=command.minutes,
                )
            ]
        case Booked() | Over():
            raise Refused("languagetest.already_booked")
    assert_never(test)


def _invite(command: InviteToTest, test: Booked) -> Sequence[Event]:
    return [
        LanguageTestInvited(
            municipality=command.municipality,
            test=test.test,
            invited_on=command.invited_on,
            invitation=Personal(test.person_id, command.invitation),
        )
    ]


def _cancel(command: CancelTest, test: Booked) -> Sequence[Event]:
    if test.booked_for < command.today:
        raise Refused("languagetest.day_has_passed")
    return [LanguageTestCancelled(municipality=command.municipality, test=test.test, cancelled_on=command.today)]


def _miss(command: MissTest, test: Booked) -> Sequence[Event]:
    if test.booked_for > command.today:
        raise Refused("languagetest.day_not_here_yet")
    return [LanguageTestMissed(municipality=command.municipality, test=test.test, missed_on=test.booked_for)]


def _record(command: RecordResult, test: Booked) -> Sequence[Event]:
    if command.tested_on > command.today:
        raise Refused("languagetest.day_not_here_yet", "tested_on")
    if not command.skills:
        raise Refused("languagetest.no_skills", "skills")
    on_cefr = [_cefr(command.scale, skill, level) for skill, level in command.skills.items()]
    for part, points in command.points.items():
        if part not in set(TestSkill) or not 0 <= points <= 100:
            raise Refused("languagetest.impossible_points", f"points.{part}")
    level = overall(on_cefr)
    levels = Levels(
        scale=command.scale,
        skills=dict(command.skills),
        points=dict(command.points),
        overall=level,
        course=course(level, command.points),
    )
    remarks = command.remarks
    return [
        LanguageTested(
            municipality=command.municipality,
            test=test.test,
            language=test.language,
            tested_on=command.tested_on,
            levels=Personal(test.person_id, levels),
            remarks=Personal(remarks.text_id, FreeText(text=remarks.text), parents=(test.person_id,))
            if remarks
            else None,
        )
    ]


def _cefr(scale: Scale, skill: str, level: str) -> str:
    """A skill's level on the CEFR."""
    if skill not in set(TestSkill):
        raise Refused("languagetest.unknown_skill", f"skills.{skill}")
    if level not in (YKI if scale is Scale.YKI else LEVELS):
        raise Refused("languagetest.not_a_level", f"skills.{skill}")
    return of_yki(level) if scale is Scale.YKI else level


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final[State] = NotBooked()


def evolve(test: State, recorded: Recorded[Event]) -> State:
    """The test after a fact."""
    match recorded.event, test:
        case LanguageTestBooked() as fact, NotBooked():
            return Booked(recorded.head.key, fact.person_id, fact.test, fact.language, fact.booked_for)
        case LanguageTestInvited(), Booked():
            return test
        case LanguageTestCancelled(), Booked():
            return Over(test.case, "cancelled")
        case LanguageTestMissed(), Booked():
            return Over(test.case, "missed")
        case LanguageTested(), Booked():
            return Over(test.case, "tested")
    raise ValueError(f"{recorded.head.type} cannot follow {type(test).__name__}")
