"""Municipal places and quota groups: no place is given twice, and a family is where one municipality has taken it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as draw
from hypothesis import settings
from hypothesis import strategies as st

from services.intake.placement import places
from services.intake.placement.domain import (
    INITIAL,
    AllocateFamily,
    Command,
    DeclineFamily,
    ExpectGroup,
    Family,
    Group,
    Stage,
    State,
    TakeFamily,
    decide,
    evolve,
)
from services.intake.placement.places import AgreePlaces, Places, TakePlaces, places_of
from shared.errors import Refused
from shared.events import Event
from shared.events.intake.placement import (
    FamilyAllocated,
    FamilyDeclined,
    FamilyTaken,
    NoPlaceReason,
    PlacesAgreed,
    PlacesTaken,
    QuotaGroupExpected,
)
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

FAMILY, OTHER = UUID(int=1), UUID(int=2)
given = Spec(INITIAL, decide, evolve).given
of = Spec(places.INITIAL, places.decide, places.evolve).given
expected = QuotaGroupExpected(municipality="403", number="KP-2026-3", arrives_on=date(2026, 9, 1))
agreed = PlacesAgreed(municipality="743", year=2026, places=8)


def allocated(receiver: str = "743") -> FamilyAllocated:
    return FamilyAllocated(family=FAMILY, receiver=receiver, persons=5)


taken = FamilyTaken(family=FAMILY, receiver="743", year=2026)
declined = FamilyDeclined(family=FAMILY, receiver="743", reason=NoPlaceReason.NO_HOUSING)


def allocate(receiver: str = "743", municipality: str = "403") -> AllocateFamily:
    return AllocateFamily(municipality, FAMILY, receiver, 5)


def decline(receiver: str = "743") -> DeclineFamily:
    return DeclineFamily(receiver, FAMILY, NoPlaceReason.NO_HOUSING)


def test_a_group_is_expected_once() -> None:
    expecting = ExpectGroup("403", "KP-2026-3", date(2026, 9, 1))
    given().when(expecting).produces(expected)
    given(expected).when(expecting).stays_quiet()


def test_a_family_is_offered_to_one_municipality_and_to_another_after_a_no() -> None:
    given(expected).when(allocate()).produces(allocated())
    given(expected, allocated()).when(allocate("052")).refuses("placement.family_is_allocated")
    given(expected, allocated(), taken).when(allocate("052")).refuses("placement.family_is_allocated")
    given(expected, allocated(), declined).when(allocate("052")).produces(allocated("052"))
    given(expected).when(allocate(municipality="743")).refuses("access.not_found")
    given().when(allocate()).refuses("access.not_found")


def test_the_receiver_takes_the_family_or_declines_it() -> None:
    given(expected, allocated()).when(TakeFamily("743", FAMILY, 2026)).produces(taken)
    given(expected, allocated(), taken).when(TakeFamily("743", FAMILY, 2027)).refuses("placement.family_is_taken")
    given(expected, allocated()).when(decline()).produces(declined)
    given(expected, allocated(), taken).when(decline()).refuses("placement.family_is_taken")


def test_each_family_of_a_group_stands_by_itself() -> None:
    second = allocated("052").model_copy(update={"family": OTHER, "persons": 3})
    group = (expected, allocated(), second)
    given(*group).is_in(Group("403", {FAMILY: Family("743", 5, Stage.OFFERED), OTHER: Family("052", 3, Stage.OFFERED)}))
    given(*group, taken).is_in(
        Group("403", {FAMILY: Family("743", 5, Stage.TAKEN), OTHER: Family("052", 3, Stage.OFFERED)})
    )
    given(*group, declined).is_in(
        Group("403", {FAMILY: Family("743", 5, Stage.DECLINED), OTHER: Family("052", 3, Stage.OFFERED)})
    )
    given(*group, taken).when(TakeFamily("052", OTHER, 2026)).produces(
        FamilyTaken(family=OTHER, receiver="052", year=2026)
    )


@pytest.mark.parametrize("history", [(), (expected,), (expected, allocated("052")), (expected, allocated(), declined)])
def test_to_whom_it_is_not_offered_there_is_no_family(history: tuple[Event, ...]) -> None:
    given(*history).when(TakeFamily("743", FAMILY, 2026)).refuses("access.not_found")
    given(*history).when(decline()).refuses("access.not_found")


def test_places_are_agreed_on_and_never_fewer_than_are_taken() -> None:
    of().when(AgreePlaces("743", 2026, 8)).produces(agreed)
    of(agreed).when(AgreePlaces("743", 2026, 8)).stays_quiet()
    five = PlacesTaken(family=FAMILY, persons=5)
    of(agreed, five).when(AgreePlaces("743", 2026, 4)).refuses("places.fewer_than_taken", "places")
    of(agreed, five).when(AgreePlaces("743", 2026, 5)).produces(agreed.model_copy(update={"places": 5}))


def test_a_family_takes_places_once_and_the_last_one_too() -> None:
    five = PlacesTaken(family=FAMILY, persons=5)
    of().when(TakePlaces(FAMILY, 5)).refuses("places.none_agreed")
    of(agreed).when(TakePlaces(FAMILY, 5)).produces(five)
    of(agreed, five).when(TakePlaces(FAMILY, 5)).stays_quiet()
    of(agreed, five).when(TakePlaces(OTHER, 3)).produces(PlacesTaken(family=OTHER, persons=3))
    of(agreed, five).when(TakePlaces(OTHER, 4)).refuses("places.none_left")


def test_each_municipality_and_year_has_places_of_its_own() -> None:
    assert len({places_of("743", 2026), places_of("743", 2027), places_of("052", 2026)}) == 3


numbers = st.integers(0, 9)
families = st.integers(1, 5).map(lambda number: UUID(int=number))


@settings(max_examples=150, deadline=None)
@draw(
    st.lists(
        st.one_of(
            st.builds(AgreePlaces, st.just("743"), st.just(2026), numbers), st.builds(TakePlaces, families, numbers)
        ),
        max_size=20,
    )
)
def test_never_are_more_places_taken_than_agreed(asked: list[places.Command]) -> None:
    state: Places = places.INITIAL
    for number, command in enumerate(asked, 1):
        with suppress(Refused):
            for fact in places.decide(command, state):
                state = places.evolve(state, recorded(fact, number))
        assert state.taken <= (state.agreed or 0)


receivers = st.sampled_from(["743", "052"])
commands: st.SearchStrategy[Command] = st.one_of(
    st.just(ExpectGroup("403", "KP", None)),
    st.builds(AllocateFamily, st.sampled_from(["403", "743"]), families, receivers, st.integers(1, 9)),
    st.builds(TakeFamily, receivers, families, st.just(2026)),
    st.builds(DeclineFamily, receivers, families, st.sampled_from(NoPlaceReason)),
)


@settings(max_examples=150, deadline=None)
@draw(st.lists(commands, max_size=25))
def test_a_family_is_taken_once_and_stays_taken(asked: list[Command]) -> None:
    state: State = INITIAL
    took: list[UUID] = []
    for number, command in enumerate(asked, 1):
        with suppress(Refused):
            for fact in decide(command, state):
                state = evolve(state, recorded(fact, number))
                took += [fact.family] if isinstance(fact, FamilyTaken) else []
    assert len(took) == len(set(took))
    if took:
        assert not isinstance(state, type(INITIAL))
        assert all(state.families[family].stage is Stage.TAKEN for family in took)


def test_a_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow NoGroup"):
        evolve(INITIAL, recorded(taken))
    with pytest.raises(ValueError, match="no fact of places"):
        places.evolve(places.INITIAL, recorded(taken))
