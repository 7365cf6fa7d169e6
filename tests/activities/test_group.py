"""What a group may do, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.activities.domain import INITIAL, HoldSession, NotOpen, RecordAttendance, evolve
from shared.events import Event
from shared.events.activities.groups import GuestEnrolled, GuestKind
from shared.regions.localised import LocalisedText
from tests.activities.facts import (
    HELD,
    SESSION,
    STARTS,
    TODAY,
    VAASA,
    attendance,
    call,
    case,
    enrolled,
    free,
    given,
    held,
    hold,
    open_group,
    opened,
    queued,
    referral,
    take,
    turned_away,
    withdrew,
)
from tests.spec import folded

pytestmark = pytest.mark.unit

FULL: tuple[Event, ...] = (opened, enrolled(1), enrolled(2))


def test_a_municipality_opens_a_group() -> None:
    given().when(open_group).produces(opened)


def test_a_group_may_have_a_name_in_english_too() -> None:
    in_three = LocalisedText(fi="Kielikahvila", sv="Språkcafé", en="Language café")
    given().when(replace(open_group, title=in_three)).produces(
        opened.model_copy(update={"title": opened.title.model_copy(update={"en": "Language café"})})
    )


def test_where_both_languages_are_required_a_group_has_a_name_in_both() -> None:
    in_finnish = replace(open_group, title=LocalisedText(fi="Kielikahvila"))
    in_swedish = replace(open_group, title=LocalisedText(sv="Språkcafé"))
    given().when(in_finnish).refuses("group.title_language_missing", "title.sv")
    given().when(in_swedish).refuses("group.title_language_missing", "title.fi")
    given().when(replace(in_finnish, required=("fi",))).produces(
        opened.model_copy(update={"title": opened.title.model_copy(update={"sv": None})})
    )


def test_a_group_has_places() -> None:
    given().when(replace(open_group, places=0)).refuses("group.no_places", "places")
    given().when(replace(open_group, places=1)).produces(opened.model_copy(update={"places": 1}))


def test_a_group_opens_once() -> None:
    given(opened).when(open_group).refuses("group.already_open")
    given(*FULL).when(open_group).refuses("group.already_open")


def test_a_referral_becomes_a_place_while_there_are_any() -> None:
    given(opened).when(take(1)).produces(enrolled(1))
    given(opened, enrolled(1)).when(take(2)).produces(enrolled(2))


def test_a_referral_to_a_full_group_becomes_a_queue_number() -> None:
    given(*FULL).when(take(3)).produces(queued(3, 1))
    given(*FULL, queued(3, 1)).when(take(4)).produces(queued(4, 2))


def test_a_queue_number_is_never_given_twice() -> None:
    given(*FULL, queued(3, 1), withdrew(3)).when(take(4)).produces(queued(4, 2))


@pytest.mark.parametrize(
    "history",
    [(opened, enrolled(3)), (*FULL, queued(3, 1)), (opened, enrolled(3), withdrew(3)), (opened, turned_away(3))],
)
def test_a_referral_is_taken_once(history: tuple[Event, ...]) -> None:
    given(*history).when(take(3)).stays_quiet()


def test_a_referral_to_no_group_or_to_another_municipalitys_is_turned_away() -> None:
    given().when(take(1)).produces(turned_away(1))
    given(opened).when(take(1, provider=VAASA)).produces(turned_away(1))
    given(*FULL).when(take(3, provider=VAASA)).produces(turned_away(3))


def test_a_group_may_open_where_somebody_was_turned_away() -> None:
    given(turned_away(1)).when(open_group).produces(opened)


def test_a_place_that_becomes_free_goes_to_the_first_in_the_queue() -> None:
    (given(*FULL, queued(3, 1), queued(4, 2)).when(free(1)).produces(withdrew(1), enrolled(3)))
    given(*FULL, queued(3, 1), withdrew(1), enrolled(3)).when(take(5)).produces(queued(5, 2))


def test_whoever_got_a_place_waits_no_longer() -> None:
    moved_up = given(*FULL, queued(3, 1), queued(4, 2), withdrew(1), enrolled(3))
    moved_up.when(free(2)).produces(withdrew(2), enrolled(4))
    moved_up.when(free(3)).produces(withdrew(3), enrolled(4))


def test_a_place_without_a_queue_becomes_free() -> None:
    given(*FULL).when(free(2)).produces(withdrew(2))
    given(*FULL, withdrew(2)).when(take(3)).produces(enrolled(3))


def test_whoever_waits_may_leave_the_queue() -> None:
    given(*FULL, queued(3, 1), queued(4, 2)).when(free(3)).produces(withdrew(3))
    given(*FULL, queued(3, 1), queued(4, 2), withdrew(3)).when(free(1)).produces(withdrew(1), enrolled(4))


def test_a_place_is_freed_once_and_only_if_it_was_given() -> None:
    given(*FULL, withdrew(1)).when(free(1)).stays_quiet()
    given(*FULL).when(free(9)).stays_quiet()
    given().when(free(1)).stays_quiet()


def test_a_group_knows_of_which_case_each_place_is_and_that_a_guest_has_none() -> None:
    guest = GuestEnrolled(guest=UUID(int=9), kind=GuestKind.NEWCOMER)
    state = folded(
        INITIAL, evolve, (opened.model_copy(update={"places": 3}), enrolled(1), enrolled(2), guest, withdrew(1))
    )
    assert not isinstance(state, NotOpen)
    assert state.group.cases == {referral(1): case(1), referral(2): case(2)}


def test_the_group_meets() -> None:
    given(opened).when(hold).produces(held)


def test_a_session_is_recorded_once() -> None:
    given(opened, held).when(hold).stays_quiet()
    given(opened, held).when(replace(hold, held_on=TODAY)).refuses("session.already_held", "held_on")


def test_the_group_meets_from_its_first_day_until_today() -> None:
    for day in (STARTS, TODAY):
        given(opened).when(replace(hold, held_on=day)).produces(held.model_copy(update={"held_on": day}))


def test_the_group_meets_neither_tomorrow_nor_before_it_starts() -> None:
    tomorrow, before = TODAY + timedelta(days=1), STARTS - timedelta(days=1)
    given(opened).when(replace(hold, held_on=tomorrow)).refuses("session.day_in_the_future", "held_on")
    given(opened).when(replace(hold, held_on=before)).refuses("session.before_the_group_starts", "held_on")


def test_the_roll_is_called() -> None:
    (
        given(*FULL, held)
        .when(call((1, True), (2, False)))
        .produces(attendance(1, present=True), attendance(2, present=False))
    )


def test_the_roll_may_be_called_in_parts_but_nobody_twice() -> None:
    part = given(*FULL, held, attendance(1, present=True))
    part.when(call((2, True))).produces(attendance(2, present=True))
    part.when(call((2, True), (1, False))).refuses("attendance.already_recorded", "attendance.1.case")
    part.when(call((2, True), (2, True))).refuses("attendance.already_recorded", "attendance.1.case")


def test_only_those_with_a_place_are_on_the_roll() -> None:
    given(*FULL, queued(3, 1), held).when(call((1, True), (3, True))).refuses(
        "attendance.not_enrolled", "attendance.1.case"
    )
    given(*FULL, withdrew(1), held).when(call((1, True))).refuses("attendance.not_enrolled", "attendance.0.case")


def test_a_session_that_was_not_held_has_no_roll() -> None:
    given(*FULL).when(call((1, True))).refuses("access.not_found")


@pytest.mark.parametrize(
    "command", [HoldSession(VAASA, UUID(int=8), HELD, TODAY), RecordAttendance(VAASA, SESSION, ())]
)
def test_to_other_municipalities_the_group_does_not_exist(command: HoldSession | RecordAttendance) -> None:
    given(*FULL, held).when(command).refuses("access.not_found")
    given().when(command).refuses("access.not_found")


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotOpen"):
        given(enrolled(1)).when(take(2)).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow Full"):
        given(*FULL, enrolled(3)).when(take(4)).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow WithPlaces"):
        given(opened, queued(1, 1)).when(take(4)).stays_quiet()
