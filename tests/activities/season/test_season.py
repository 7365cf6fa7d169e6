"""A group's season, its guests and what they say of themselves, and wishes: said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.activities.domain import LeaveAsGuest, TakeGuest
from services.activities.season.domain import AddOrganiser, AnswerWishes, CountHeads, PlanSessions, RateEffect
from services.activities.wish import domain as wishes
from services.activities.wish.domain import ExpressWish, TakeUpWish
from services.reporting.api.seasons import _effect, total_of
from services.reporting.figures import SMALL
from services.reporting.readmodels.groups import MEMBERS
from services.reporting.readmodels.seasons import EFFECTS, SEASONS, WISHES
from shared.events import Event, Personal
from shared.events.activities.directory import Need, Organisation
from shared.events.activities.groups import (
    CoOrganiserJoined,
    EffectRated,
    GuestEnrolled,
    GuestKind,
    GuestQueued,
    GuestWithdrew,
    HeadcountRecorded,
    Phase,
    Ratings,
    SessionPlan,
    SessionPlanned,
    WishesAnswered,
    WishExpressed,
    WishTakenUp,
)
from shared.events.model import FreeText, Unreadable
from tests.activities.facts import (
    HELD,
    NARPES,
    SESSION,
    STARTS,
    TODAY,
    VAASA,
    call,
    enrolled,
    free,
    given,
    held,
    opened,
    person,
    queued,
    referral,
    take,
    withdrew,
)
from tests.activities.folding import fold
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit
DAY = timedelta(days=1)
NEW, LONG = GuestKind.NEWCOMER, GuestKind.LONG_TIME
FULL: tuple[Event, ...] = (opened, enrolled(1), enrolled(2))


def guest(number: int) -> UUID:
    return UUID(int=900 + number)


def join(number: int, kind: GuestKind = NEW) -> TakeGuest:
    return TakeGuest(NARPES, guest(number), kind)


def leave(number: int) -> LeaveAsGuest:
    return LeaveAsGuest(NARPES, guest(number))


def in_(number: int, kind: GuestKind = NEW) -> GuestEnrolled:
    return GuestEnrolled(guest=guest(number), kind=kind)


def waits(number: int, place: int) -> GuestQueued:
    return GuestQueued(guest=guest(number), kind=NEW, number=place)


def out(number: int) -> GuestWithdrew:
    return GuestWithdrew(guest=guest(number))


def test_guests_have_places_and_wait_in_the_same_queue_as_everybody() -> None:
    given(opened).when(join(1, LONG)).produces(in_(1, LONG))
    given(opened, in_(1)).when(join(1)).stays_quiet()
    given(*FULL).when(join(1)).produces(waits(1, 1))
    given(*FULL, waits(1, 1)).when(take(3)).produces(queued(3, 2))
    given(*FULL, queued(3, 1), waits(1, 2)).when(free(1)).produces(withdrew(1), enrolled(3))
    given(*FULL, waits(1, 1), queued(3, 2)).when(free(1)).produces(withdrew(1), in_(1))
    given(opened, enrolled(1), in_(1), queued(3, 1)).when(leave(1)).produces(out(1), enrolled(3))
    given(*FULL, waits(1, 1)).when(leave(1)).produces(out(1))
    given(*FULL).when(leave(1)).stays_quiet()


def test_a_guest_is_on_no_roll() -> None:
    given(opened, enrolled(1), in_(1), held).when(call((1, True), (2, True))).refuses(
        "attendance.not_enrolled", "attendance.1.case"
    )


PLAN = SessionPlan(on=HELD, begins="17:30", place="Talo", leader="Opisto", transport="Bussi", cents=200)
plan = PlanSessions(NARPES, {SESSION: PLAN})
planned = SessionPlanned(session=SESSION, plan=PLAN)


def test_a_season_is_planned_from_the_groups_first_day_on() -> None:
    given(opened).when(plan).produces(planned)
    given(opened, planned).when(plan).stays_quiet()
    first = PLAN.model_copy(update={"on": STARTS})
    given(opened, planned).when(PlanSessions(NARPES, {SESSION: first})).produces(
        planned.model_copy(update={"plan": first})
    )
    early = PLAN.model_copy(update={"on": STARTS - DAY})
    given(opened).when(PlanSessions(NARPES, {UUID(int=1): PLAN, SESSION: early})).refuses(
        "session.before_the_group_starts", "sessions.1.on"
    )


count = CountHeads(NARPES, SESSION, 14, 14)
counted = HeadcountRecorded(session=SESSION, held_on=HELD, people=14, long_time_residents=14)


def test_heads_are_counted_once_at_a_session_that_was_held() -> None:
    given(opened, held).when(count).produces(counted)
    given(opened, held, counted).when(count).refuses("headcount.already_recorded")
    given(opened, held).when(replace(count, long_time_residents=15)).refuses(
        "headcount.more_than_all", "long_time_residents"
    )
    given(opened, planned).when(count).refuses("access.not_found")


LIBRARY = Organisation(name="Kirjasto")
joined = CoOrganiserJoined(organiser=LIBRARY)


def test_organisers_and_wishes_are_said_once() -> None:
    given(opened).when(AddOrganiser(NARPES, LIBRARY)).produces(joined)
    given(opened, joined).when(AddOrganiser(NARPES, LIBRARY)).stays_quiet()
    one, two = UUID(int=1), UUID(int=2)
    answer = AnswerWishes(NARPES, (one, two, one))
    given(opened).when(answer).produces(WishesAnswered(wishes=(one, two)))
    given(opened, WishesAnswered(wishes=(one,))).when(answer).produces(WishesAnswered(wishes=(two,)))
    given(opened, WishesAnswered(wishes=(one, two))).when(answer).stays_quiet()


RATINGS = Ratings(language=2, inclusion=3, work_ability=4, digital=1)


def rate(participant: UUID, phase: Phase = Phase.BEFORE) -> RateEffect:
    return RateEffect(NARPES, participant, phase, RATINGS, TODAY, TODAY)


def rated(participant: UUID, subject: UUID, phase: Phase = Phase.BEFORE, ratings: Ratings = RATINGS) -> EffectRated:
    return EffectRated(participant=participant, phase=phase, rated_on=TODAY, ratings=Personal(subject, ratings))


def test_whoever_has_or_had_a_place_rates_themselves_once_before_and_once_after() -> None:
    before = rated(referral(1), person(1))
    given(*FULL).when(rate(referral(1))).produces(before)
    given(*FULL, before).when(rate(referral(1))).refuses("effect.already_rated")
    given(*FULL, before).when(rate(referral(1), Phase.AFTER)).produces(rated(referral(1), person(1), Phase.AFTER))
    given(*FULL, withdrew(1)).when(rate(referral(1), Phase.AFTER)).produces(rated(referral(1), person(1), Phase.AFTER))
    given(opened, in_(1)).when(rate(guest(1))).produces(rated(guest(1), guest(1)))
    given(*FULL, waits(1, 1)).when(rate(guest(1))).refuses("effect.no_participant", "participant")
    given(*FULL).when(replace(rate(referral(1)), rated_on=TODAY + DAY)).refuses("effect.day_in_the_future", "rated_on")


@pytest.mark.parametrize(
    "command", [join(1), leave(1), plan, count, AddOrganiser(NARPES, LIBRARY), AnswerWishes(NARPES, ()), rate(guest(1))]
)
def test_to_other_municipalities_the_group_does_not_exist(command: Any) -> None:
    given(*FULL, held).when(replace(command, municipality=VAASA)).refuses("access.not_found")
    given().when(command).refuses("access.not_found")


# --- wishes -----------------------------------------------------------------------------------------------------------

TEXT, CASE, GROUP = UUID(int=5), UUID(int=6), UUID(int=7)
wish = ExpressWish(NARPES, Need.DIGITAL, "fin", None, None, TEXT, None)
expressed = WishExpressed(municipality=NARPES, need=Need.DIGITAL, language="fin")
given_wish = Spec(wishes.INITIAL, wishes.decide, wishes.evolve).given


def test_a_wish_is_of_nobody_or_of_a_case_and_its_words_are_sealed() -> None:
    given_wish().when(wish).produces(expressed)
    given_wish(expressed).when(wish).refuses("wish.already_expressed")
    own = replace(wish, case=CASE, person_id=person(1), words="Digitarinoita")
    (said,) = wishes.decide(own, wishes.INITIAL)
    assert isinstance(said, WishExpressed)
    assert said.text == Personal(TEXT, FreeText(text="Digitarinoita"))
    assert said.text is not None
    assert (said.case, said.text.parents) == (CASE, (person(1),))
    (alone,) = wishes.decide(replace(wish, words="Shakkia"), wishes.INITIAL)
    assert isinstance(alone, WishExpressed)
    assert alone.text is not None
    assert alone.text.parents == ()


def test_a_wish_is_taken_up_by_groups_of_its_municipality() -> None:
    taken = WishTakenUp(group=GROUP)
    given_wish(expressed).when(TakeUpWish(NARPES, GROUP)).produces(taken)
    given_wish(expressed, taken).when(TakeUpWish(NARPES, GROUP)).stays_quiet()
    given_wish(expressed, taken).when(TakeUpWish(NARPES, UUID(int=8))).produces(WishTakenUp(group=UUID(int=8)))
    given_wish(expressed).when(TakeUpWish(VAASA, GROUP)).stays_quiet()
    given_wish().when(TakeUpWish(NARPES, GROUP)).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow NotExpressed"):
        given_wish(taken).when(wish).stays_quiet()


# --- what is shown ----------------------------------------------------------------------------------------------------


def rows_after(projection: Any, *events: Event) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for event in events:
        handler = projection.handlers[event.service, event.name]
        rows.update(handler.fold(rows, recorded(event)))
    return rows


def test_a_season_shows_what_was_planned_held_and_counted() -> None:
    rows = rows_after(SEASONS, opened, planned, held, counted, joined, joined, in_(1), in_(2, LONG))
    session, own = rows[f"{SESSION}"], rows[""]
    assert (session.municipality, session.planned_on, session.held_on, session.people) == (NARPES, HELD, HELD, 14)
    assert (session.place, session.transport, session.cents) == ("Talo", "Bussi", 200)
    assert (own.organisers, own.guests, own.long_time_guests) == ('["Kirjasto"]', 2, 1)


def test_guests_count_among_those_with_places_and_those_who_wait() -> None:
    def places(*events: Event) -> dict[UUID, int]:
        """Each guest's number in the queue, 0 for a place."""
        rows = fold(MEMBERS, opened, *events)
        return {one: rows[f"{one}"].number for one in (guest(1), guest(2), guest(3)) if f"{one}" in rows}

    assert places(in_(1), in_(2), waits(3, 1)) == {guest(1): 0, guest(2): 0, guest(3): 1}
    assert places(in_(1), in_(2), waits(3, 1), out(1), in_(3)) == {guest(2): 0, guest(3): 0}


def test_ratings_stand_in_one_row_for_each_participant() -> None:
    high = Ratings(language=5, inclusion=5, work_ability=5, digital=5)
    erased = rated(referral(2), person(2)).model_copy(update={"ratings": Personal(person(2), Unreadable.ERASED)})
    rows = rows_after(
        EFFECTS,
        opened,
        rated(referral(1), person(1)),
        rated(referral(1), person(1), Phase.AFTER, high),
        erased,
    )
    assert set(rows) == {"", f"{referral(1)}"}
    row = rows[f"{referral(1)}"]
    assert (row.municipality, row.before_language, row.before_digital, row.after_digital) == (NARPES, 2, 1, 5)


def test_a_wish_shows_how_many_groups_came_of_it_and_stands_under_each() -> None:
    rows = rows_after(WISHES, expressed, WishTakenUp(group=GROUP))
    assert set(rows) == {"", f"{GROUP}"}
    row = rows[""]
    assert (row.municipality, row.need, row.language, row.of_case, row.groups) == (NARPES, "digital", "fin", False, 1)
    assert row.wished_on == date(2026, 3, 2)
    assert rows_after(WISHES, WishTakenUp(group=GROUP)) == {}


def columns(people: int, before: float = 2.0, after: float = 3.5) -> dict[str, Any]:
    ratings = {f"{phase}_{name}": value for phase, value in (("before", before), ("after", after)) for name in NAMES}
    return {"key": GROUP, "title_fi": "A", "title_sv": None, "title_en": None, "people": people, **ratings}


NAMES = ("language", "inclusion", "work_ability", "digital")


def test_the_effect_of_a_small_group_is_hidden() -> None:
    assert (_effect(columns(4)).people, _effect(columns(4)).changes) == (None, [])
    shown = _effect(columns(5))
    assert shown.people == 5
    assert [(one.dimension, one.before, one.after, one.change) for one in shown.changes] == [
        (name, 2.0, 3.5, 1.5) for name in NAMES
    ]


def test_all_groups_together_weigh_by_their_people() -> None:
    total = total_of([columns(5, 1.0, 2.0), columns(15, 2.0, 5.0)])
    assert (total.people, total.changes[0].before, total.changes[0].after) == (20, 1.75, 4.25)


@for_all(st.lists(st.integers(1, 12), max_size=6))
def test_no_hidden_group_follows_from_the_total(sizes: list[int]) -> None:
    total = total_of([columns(size) for size in sizes])
    shown = sum(size for size in sizes if size >= SMALL)
    if total.people is not None:
        left = total.people - shown
        assert left == 0 or left >= SMALL
        assert total.people >= SMALL
