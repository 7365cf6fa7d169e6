"""The case's side of what groups say: each fact once, in the case's own stream."""

from __future__ import annotations

import pytest

from services.activities.part import NoteAttendance, NotePlace, NoteQueueNumber, NoteRefusal
from shared.events import Personal
from shared.events.activities import AttendanceNoted, PlaceGiven, PlaceRefused, Presence, QueueNumberGiven
from tests.activities.facts import HELD, SESSION, given_case, held, person, referral

pytestmark = pytest.mark.unit

GROUP = SESSION
placed = PlaceGiven(group=GROUP, referral=referral(1))
numbered = QueueNumberGiven(group=GROUP, referral=referral(1), number=7)
refused = PlaceRefused(group=GROUP, referral=referral(1))
noted = AttendanceNoted(
    group=GROUP,
    referral=referral(1),
    session=SESSION,
    held_on=HELD,
    attendance=Personal(person(1), Presence(present=True)),
)
note_place = NotePlace(GROUP, referral(1))
note_number = NoteQueueNumber(GROUP, referral(1), 7)
note_refusal = NoteRefusal(GROUP, referral(1))
note_attendance = NoteAttendance(GROUP, referral(1), SESSION, HELD, person(1), present=True)


def test_a_place_is_noted_once() -> None:
    given_case().when(note_place).produces(placed)
    given_case(numbered).when(note_place).produces(placed)
    given_case(numbered, placed).when(note_place).stays_quiet()


def test_a_queue_number_is_noted_once_and_not_after_the_place() -> None:
    given_case().when(note_number).produces(numbered)
    given_case(numbered).when(note_number).stays_quiet()
    given_case(placed).when(note_number).stays_quiet()


def test_that_there_is_no_such_group_is_noted_once() -> None:
    given_case().when(note_refusal).produces(refused)
    given_case(refused).when(note_refusal).stays_quiet()


def test_an_attendance_is_noted_once() -> None:
    given_case(placed).when(note_attendance).produces(noted)
    given_case(placed, noted).when(note_attendance).stays_quiet()


def test_what_belongs_to_a_group_alone_is_not_folded() -> None:
    with pytest.raises(ValueError, match="no fact about a client's part"):
        given_case(held).when(note_place).stays_quiet()
