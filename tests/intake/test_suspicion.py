"""What intake may do with a suspicion, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from services.intake.suspicion import (
    INITIAL,
    Command,
    Confirmed,
    ConfirmSuspicion,
    Dismissed,
    DismissSuspicion,
    Pair,
    RaiseSuspicion,
    RefuteSuspicion,
    State,
    Suspected,
    decide,
    evolve,
    suspicion_of,
)
from shared.errors import Refused
from shared.events import Event
from shared.events.intake import DismissalReason, DuplicateBasis, DuplicateDismissed, DuplicateSuspected
from shared.events.intake.standing import DuplicateConfirmed
from tests.spec import KEY, Spec, answer, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given

VAASA, LAUKAA, KOKKOLA = "905", "410", "272"
OTHER_CASE = UUID(int=0x190C0DE << 96 | 5)
SUSPICION = suspicion_of(KEY, OTHER_CASE)

suspected = DuplicateSuspected(
    suspicion=SUSPICION, other_case=OTHER_CASE, other_municipality=LAUKAA, basis=DuplicateBasis.NAME_AND_BIRTH_DATE
)
dismissed = DuplicateDismissed(
    suspicion=SUSPICION, other_case=OTHER_CASE, other_municipality=LAUKAA, reason=DismissalReason.DIFFERENT_PEOPLE
)
confirmed = DuplicateConfirmed(suspicion=SUSPICION, other_case=OTHER_CASE, other_municipality=LAUKAA)
PAIR = Pair(SUSPICION, KEY, OTHER_CASE, LAUKAA)
suspect = RaiseSuspicion(KEY, OTHER_CASE, LAUKAA, DuplicateBasis.NAME_AND_BIRTH_DATE)
dismiss = DismissSuspicion(
    VAASA, frozenset({VAASA, LAUKAA}), frozenset({VAASA, LAUKAA, KOKKOLA}), DismissalReason.DIFFERENT_PEOPLE
)


class TestRaising:
    def test_a_pair_that_nobody_has_compared_is_suspected(self) -> None:
        given().when(suspect).produces(suspected)
        given(suspected).is_in(Suspected(PAIR))

    def test_said_again_from_either_side_it_changes_nothing(self) -> None:
        back = RaiseSuspicion(OTHER_CASE, KEY, VAASA, DuplicateBasis.IDENTITY_CODE)
        for again in (suspect, back):
            given(suspected).when(again).stays_quiet()
            given(suspected, dismissed).when(again).stays_quiet()


class TestDismissing:
    def test_who_may_know_both_cases_says_that_they_are_two_persons(self) -> None:
        for municipality in (VAASA, LAUKAA):
            given(suspected).when(replace(dismiss, municipality=municipality)).produces(dismissed)
        given(suspected, dismissed).is_in(Dismissed(PAIR))

    def test_to_know_of_the_two_municipalities_is_enough(self) -> None:
        given(suspected).when(replace(dismiss, scope=dismiss.places)).produces(dismissed)

    def test_said_again_it_changes_nothing(self) -> None:
        given(suspected, dismissed).when(dismiss).stays_quiet()

    def test_to_others_there_is_no_suspicion(self) -> None:
        for stranger in (
            replace(dismiss, scope=frozenset({VAASA})),
            replace(dismiss, municipality=LAUKAA, scope=frozenset({LAUKAA})),
            replace(dismiss, municipality=KOKKOLA),
            replace(dismiss, places=frozenset()),
        ):
            given().when(stranger).refuses("access.not_found")
            given(suspected).when(stranger).refuses("access.not_found")
            given(suspected, dismissed).when(stranger).refuses("access.not_found")
        given().when(dismiss).refuses("access.not_found")


class TestMergingTheTwo:
    def test_it_confirms_what_was_suspected_or_dismissed(self) -> None:
        given(suspected).when(ConfirmSuspicion()).produces(confirmed)
        given(suspected, dismissed).when(ConfirmSuspicion()).produces(confirmed)
        given(suspected, confirmed).is_in(Confirmed(PAIR))
        given(suspected, dismissed, confirmed).is_in(Confirmed(PAIR))

    def test_it_is_confirmed_once_and_only_where_it_was_raised(self) -> None:
        given(suspected, confirmed).when(ConfirmSuspicion()).stays_quiet()
        given().when(ConfirmSuspicion()).stays_quiet()

    def test_what_is_confirmed_is_neither_raised_nor_dismissed_again(self) -> None:
        given(suspected, confirmed).when(suspect).stays_quiet()
        given(suspected, confirmed).when(dismiss).stays_quiet()
        given(suspected, confirmed).when(replace(dismiss, municipality=KOKKOLA)).refuses("access.not_found")

    def test_undone_it_says_that_they_are_two_persons(self) -> None:
        given(suspected, confirmed).when(RefuteSuspicion()).produces(dismissed)
        given(suspected, confirmed, dismissed).is_in(Dismissed(PAIR))

    def test_undone_is_only_what_was_merged(self) -> None:
        for history in ([], [suspected], [suspected, dismissed], [suspected, confirmed, dismissed]):
            given(*history).when(RefuteSuspicion()).stays_quiet()


def test_a_fact_that_cannot_follow_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="cannot follow Suspected"):
        folded(INITIAL, evolve, [suspected, suspected])
    with pytest.raises(ValueError, match="cannot follow Confirmed"):
        folded(INITIAL, evolve, [suspected, confirmed, confirmed])
    with pytest.raises(ValueError, match="cannot follow NotSuspected"):
        folded(INITIAL, evolve, [dismissed])
    with pytest.raises(ValueError, match="cannot follow NotSuspected"):
        folded(INITIAL, evolve, [suspected.model_copy(update={"suspicion": None})])


@sampled(st.uuids(), st.uuids(), st.uuids())
def test_a_pair_has_one_id_whichever_comes_first_and_no_other_pair_has_it(one: UUID, other: UUID, third: UUID) -> None:
    assert suspicion_of(one, other) == suspicion_of(other, one)
    if third not in (one, other):
        assert suspicion_of(one, other) not in (suspicion_of(one, third), suspicion_of(other, third))


places = st.sampled_from([VAASA, LAUKAA, KOKKOLA])
several = st.frozensets(places)
commands: st.SearchStrategy[Command] = st.one_of(
    st.just(suspect),
    st.builds(RaiseSuspicion, st.just(KEY), st.just(OTHER_CASE), places, st.sampled_from(DuplicateBasis)),
    st.builds(DismissSuspicion, places, several, several, st.sampled_from(DismissalReason)),
)


@sampled(st.lists(commands, max_size=20))
def test_whatever_is_asked_in_whatever_order_it_is_raised_once_and_dismissed_once_by_who_may(
    asked: list[Command],
) -> None:
    history: list[Event] = []
    for command in asked:
        events = answer(decide, command, folded(INITIAL, evolve, history))
        if isinstance(events, Refused):
            assert events.code == "access.not_found"
            continue
        if isinstance(command, DismissSuspicion):
            assert command.municipality in command.places <= command.scope
        history.extend(events)
        folded(INITIAL, evolve, history)
    names = [fact.name for fact in history]
    assert names == ["DuplicateSuspected", "DuplicateDismissed"][: len(names)]
