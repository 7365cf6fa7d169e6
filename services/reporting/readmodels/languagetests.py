"""Language tests: each test of a person, from its booking to its result. One row a test, besides the case's own.

The overall level and the course are opened, as figures go by them; the levels by skill stay in their box.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.assessment.language import (
    LanguageTestBooked,
    LanguageTestCancelled,
    LanguageTested,
    LanguageTestInvited,
    LanguageTestMissed,
)
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed, copied


class LanguageTestRow(NamedTuple):
    """`state`: booked, invited, cancelled, missed, tested; "" of the case's own row. `overall` is on the CEFR."""

    municipality: str = UNKNOWN
    test: UUID | None = None
    state: str = ""
    point: str | None = None
    language: str | None = None
    booked_for: date | None = None
    begins: str | None = None
    minutes: int | None = None
    invited_on: date | None = None
    tested_on: date | None = None
    overall: str | None = None
    course: str | None = None
    levels: bytes | None = None


LANGUAGE_TESTS: Final = Projection("languagetests", version=1, row=LanguageTestRow, ddl="services.reporting")
NEW: Final = LanguageTestRow()
Rows = Mapping[str, LanguageTestRow]


def _subs(event: Recorded[Any]) -> tuple[str, ...]:
    return (CASE, str(event.event.test))


def _at(rows: Rows, municipality: str) -> Changes[LanguageTestRow]:
    return {CASE: changed(NEW, municipality=municipality), **all_moved(rows, municipality)}


def _of(rows: Rows, event: Recorded[Any], **changes: Any) -> Changes[LanguageTestRow]:
    test = event.event.test
    row = rows.get(str(test)) or changed(NEW, municipality=municipality_of(rows), test=test)
    return {str(test): changed(row, **changes)}


@LANGUAGE_TESTS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[LanguageTestRow]:
    return _at(rows, event.event.municipality)


@LANGUAGE_TESTS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[LanguageTestRow]:
    return _at(rows, event.event.receiver)


@LANGUAGE_TESTS.on(LanguageTestBooked, reads=_subs)
def booked(rows: Rows, event: Recorded[LanguageTestBooked]) -> Changes[LanguageTestRow]:
    fact = event.event
    return _of(
        rows,
        event,
        state="booked",
        point=fact.point,
        language=fact.language.value,
        booked_for=fact.booked_for,
        begins=fact.begins,
        minutes=fact.minutes,
    )


@LANGUAGE_TESTS.on(LanguageTestInvited, reads=_subs)
def invited(rows: Rows, event: Recorded[LanguageTestInvited]) -> Changes[LanguageTestRow]:
    return _of(rows, event, state="invited", invited_on=event.event.invited_on)


@LANGUAGE_TESTS.on(LanguageTestCancelled, reads=_subs)
def cancelled(rows: Rows, event: Recorded[LanguageTestCancelled]) -> Changes[LanguageTestRow]:
    return _of(rows, event, state="cancelled")


@LANGUAGE_TESTS.on(LanguageTestMissed, reads=_subs)
def missed(rows: Rows, event: Recorded[LanguageTestMissed]) -> Changes[LanguageTestRow]:
    return _of(rows, event, state="missed")


@LANGUAGE_TESTS.on(LanguageTested, reads=_subs, opens=("levels",))
def tested(rows: Rows, event: Recorded[LanguageTested]) -> Changes[LanguageTestRow]:
    fact = event.event
    told = fact.levels.value
    overall, course = (None, None) if isinstance(told, Unreadable) else (told.overall, told.course)
    return _of(
        rows,
        event,
        state="tested",
        tested_on=fact.tested_on,
        overall=overall,
        course=course,
        levels=copied(event, "levels", fact.levels),
    )
