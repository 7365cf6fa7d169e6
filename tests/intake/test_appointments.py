"""Appointments: booked, reminded of once on the day before, cancelled in time, kept or missed."""

from __future__ import annotations

from datetime import date, timedelta
from string import Formatter
from uuid import UUID, uuid5

import pytest
from hypothesis import given as draw
from hypothesis import settings
from hypothesis import strategies as st

from services.intake.agenda import day_before, remind
from services.intake.appointments.domain import (
    INITIAL,
    Book,
    Booked,
    Cancel,
    Close,
    Command,
    Remind,
    State,
    decide,
    evolve,
)
from services.intake.appointments.reminders import reminder, wordings
from shared.agenda import Due
from shared.errors import Refused
from shared.events import Event, Personal, Unreadable
from shared.events.intake.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentDetails,
    AppointmentOver,
    AppointmentReminded,
    Attendance,
    Cancellation,
    CancelledBy,
    GenderWish,
    Interpreter,
    Outcome,
)
from shared.events.model import FreeText
from shared.regions.codes import is_language
from shared.regions.texts import LANGUAGES, text
from tests.spec import KEY, Spec, answer, folded, recorded

pytestmark = pytest.mark.unit

ID, PERSON, DAY = UUID(int=1), UUID(int=2), date(2026, 3, 12)
EVE = DAY - timedelta(days=1)
DETAILS = AppointmentDetails(
    starts_at="14:30",
    minutes=60,
    place="Rantakatu 16",
    language="fin",
    interpreter=Interpreter(language="som", gender=GenderWish.FEMALE, remote=True),
)
given = Spec(INITIAL, decide, evolve).given
booked = AppointmentBooked(
    appointment=ID, municipality="905", person_id=PERSON, on=DAY, details=Personal(PERSON, DETAILS)
)
TEXT = FreeText(text=reminder(DETAILS, DAY))


def reminded(on: date = EVE) -> AppointmentReminded:
    said = Personal(uuid5(ID, "reminder"), TEXT, parents=(PERSON,))
    return AppointmentReminded(appointment=ID, reminded_on=on, reminder=said)


cancelled = AppointmentCancelled(appointment=ID, cancellation=Personal(PERSON, Cancellation(by=CancelledBy.CLIENT)))
over = AppointmentOver(
    appointment=ID, outcome=Personal(PERSON, Outcome(attendance=Attendance.NO_SHOW, interpreter_came=True))
)


def book(today: date = DAY) -> Book:
    return Book(ID, "905", PERSON, DAY, DETAILS, today)


def cancel(today: date = EVE, case: UUID = KEY) -> Cancel:
    return Cancel(case, CancelledBy.CLIENT, today)


def close(today: date = DAY, case: UUID = KEY) -> Close:
    return Close(case, Attendance.NO_SHOW, interpreter_came=True, today=today)


def test_an_appointment_is_booked_for_today_or_later() -> None:
    given().when(book()).produces(booked)
    given().when(book(DAY + timedelta(days=1))).refuses("appointment.in_the_past", "on")
    given(booked).when(book()).stays_quiet()


def test_the_client_is_reminded_once_on_the_day_before() -> None:
    given(booked).when(Remind(EVE - timedelta(days=1))).stays_quiet()
    given(booked).when(Remind(EVE)).produces(reminded())
    given(booked, reminded()).when(Remind(EVE)).stays_quiet()
    given(booked, reminded()).is_in(Booked(ID, KEY, PERSON, DAY, DETAILS, reminded=True))


def test_a_reminder_is_erased_with_the_client() -> None:
    state = evolve(INITIAL, recorded(booked))
    (fact,) = decide(Remind(EVE), state)
    assert isinstance(fact, AppointmentReminded)
    assert (fact.reminder.subject, fact.reminder.parents) == (uuid5(ID, "reminder"), (PERSON,))


def test_one_booked_for_tomorrow_or_today_is_reminded_of_at_once_and_never_afterwards() -> None:
    given(booked).when(Remind(DAY)).produces(reminded(DAY))
    given(booked).when(Remind(DAY + timedelta(days=1))).stays_quiet()


def test_nobody_is_reminded_of_what_is_off_or_over_or_was_erased() -> None:
    given().when(Remind(EVE)).stays_quiet()
    given(booked, cancelled).when(Remind(EVE)).stays_quiet()
    given(booked, over).when(Remind(DAY)).stays_quiet()
    erased = booked.model_copy(update={"details": Personal(PERSON, Unreadable.ERASED)})
    given(erased).when(Remind(EVE)).stays_quiet()


def test_the_agenda_says_the_day_before() -> None:
    at = recorded(booked)
    due = Due("appointment_reminder", at.head.stream, KEY, DAY - timedelta(days=2), "905")
    assert day_before(at) == [due]  # type: ignore[arg-type]
    assert remind(due, EVE) == Remind(EVE)


def test_it_is_cancelled_up_to_its_day() -> None:
    given(booked, reminded()).when(cancel(DAY)).produces(cancelled)
    given(booked).when(cancel(DAY + timedelta(days=1))).refuses("appointment.day_has_passed")
    given(booked, cancelled).when(cancel()).stays_quiet()
    given(booked, over).when(cancel()).refuses("appointment.is_over")


def test_who_came_is_said_from_its_day_on_and_once() -> None:
    given(booked).when(close()).produces(over)
    given(booked, reminded()).when(close(DAY + timedelta(days=9))).produces(over)
    given(booked).when(close(EVE)).refuses("appointment.not_yet")
    given(booked, over).when(close()).refuses("appointment.is_over")
    given(booked, cancelled).when(close()).refuses("appointment.is_cancelled")


@pytest.mark.parametrize("history", [(), (booked,), (booked, cancelled), (booked, over)])
def test_under_another_case_there_is_no_such_appointment(history: tuple[Event, ...]) -> None:
    for command in (cancel(case=UUID(int=9)), close(case=UUID(int=9))):
        given(*history).when(command).refuses("access.not_found")


@pytest.mark.parametrize(
    ("language", "words"),
    [("fin", "12.3.2026 kello 14:30"), ("swe", "klockan 14:30"), ("eng", "at 14:30"), ("rus", "12 марта 2026")],
)
def test_a_reminder_is_in_the_clients_language(language: str, words: str) -> None:
    said = reminder(DETAILS.model_copy(update={"language": language}), DAY)
    assert words in said
    assert "Rantakatu 16" in said
    assert "\n" not in said


def test_who_reads_none_of_the_languages_gets_all_three() -> None:
    said = reminder(DETAILS.model_copy(update={"language": "som"}), DAY).split("\n")
    assert [line.split()[0] for line in said] == ["Muistutus", "Påminnelse", "A"]


def test_every_reminder_has_the_same_places_and_a_language_that_there_is() -> None:
    for language, wording in wordings().items():
        assert is_language(language)
        assert {name for _, name, _, _ in Formatter().parse(wording.text) if name} == {"day", "time", "place"}
        assert "14:30" in reminder(DETAILS.model_copy(update={"language": language}), DAY)


days = st.dates(DAY - timedelta(days=4), DAY + timedelta(days=3))
cases = st.sampled_from([KEY, UUID(int=9)])
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(book, days), st.builds(Remind, days), st.builds(cancel, days, cases), st.builds(close, days, cases)
)


@settings(max_examples=150, deadline=None)
@draw(st.lists(commands, max_size=15))
def test_an_appointment_is_reminded_of_once_and_ends_once(asked: list[Command]) -> None:
    state: State = INITIAL
    facts: list[Event] = []
    for command in asked:
        said = answer(decide, command, state)
        if isinstance(said, Refused):
            assert all(text(said.code, language, **said.fault.params) for language in LANGUAGES)
            continue
        for fact in said:
            state = evolve(state, recorded(fact, len(facts) + 1))
            facts.append(fact)
    names = [fact.name for fact in facts]
    assert all(names.count(name) <= 1 for name in names)
    assert not {"AppointmentCancelled", "AppointmentOver"} <= set(names)


def test_a_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow NotBooked"):
        evolve(INITIAL, recorded(over))
    for ended, state in ((cancelled, "Cancelled"), (over, "Over")):
        for fact in (booked, reminded(), cancelled, over):
            with pytest.raises(ValueError, match=f"cannot follow {state}"):
                folded(INITIAL, evolve, [booked, ended, fact])
