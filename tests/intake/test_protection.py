"""What may be done to protect a case: only those named know of it, and somebody always does."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from services.intake.protection.domain import (
    INITIAL,
    MOST_ENTITLED,
    CloseTo,
    Command,
    LiftNonDisclosure,
    OpenTo,
    Protected,
    SetNonDisclosure,
    State,
    decide,
    evolve,
    hides,
)
from services.intake.states import Words
from services.reporting.readmodels.protections import PROTECTIONS, ProtectionRow
from shared.errors import Refused
from shared.events import Event, Personal
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseClosedTo,
    ProtectedCaseOpenedTo,
    ProtectionGround,
    ProtectionKind,
)
from shared.regions.texts import LANGUAGES, text
from tests.spec import Spec, answer, folded, recorded

pytestmark = pytest.mark.unit

PERSON, TEXT, DAY = UUID(int=8), UUID(int=9), date(2026, 5, 4)
KIND = ProtectionKind.TRAFFICKING
NOTHING: State = INITIAL
given = Spec(NOTHING, decide, evolve).given
hidden = NonDisclosureSet(
    municipality="905",
    person_id=PERSON,
    set_on=DAY,
    entitled=("aino", "eeva"),
    ground=Personal(PERSON, ProtectionGround(kind=KIND)),
)
opened = ProtectedCaseOpenedTo(municipality="905", official="olli")
closed = ProtectedCaseClosedTo(municipality="905", official="eeva")
lifted = NonDisclosureLifted(municipality="905", lifted_on=DAY)


def setting(*officials: str, words: Words | None = None) -> SetNonDisclosure:
    return SetNonDisclosure("905", PERSON, "aino", officials, KIND, DAY, words)


def test_a_case_is_hidden_from_all_but_whoever_asks_and_those_named() -> None:
    given().when(setting("eeva", "aino")).produces(hidden)


def test_words_about_it_are_a_text_of_their_own() -> None:
    words = Words(TEXT, "Uhkailija asuu Vaasassa.")
    (fact,) = decide(setting("eeva", words=words), INITIAL)
    assert fact == hidden.model_copy(update={"words": words.about(PERSON)})
    assert isinstance(fact, NonDisclosureSet)
    assert fact.words is not None
    assert (fact.words.subject, fact.words.parents) == (TEXT, (PERSON,))


def test_a_case_that_is_hidden_is_not_hidden_twice() -> None:
    given(hidden).when(setting("olli")).stays_quiet()


def test_no_more_than_twenty_know() -> None:
    named = [f"official-{n}" for n in range(MOST_ENTITLED)]
    given().when(setting(*named)).refuses("protection.too_many_entitled", "officials", most=20)
    given().when(setting(*named[:-1])).produces(hidden.model_copy(update={"entitled": ("aino", *sorted(named[:-1]))}))
    full = hidden.model_copy(update={"entitled": ("aino", *named[:-1])})
    given(full).when(OpenTo("905", "aino", "olli")).refuses("protection.too_many_entitled", "official", most=20)


def test_another_official_is_let_in_and_one_who_needs_it_no_more_is_not() -> None:
    given(hidden).when(OpenTo("905", "eeva", "olli")).produces(opened)
    given(hidden, opened).when(CloseTo("905", "olli", "eeva")).produces(closed)
    given(hidden, opened).is_in(Protected(frozenset({"aino", "eeva", "olli"})))
    given(hidden, opened, closed).is_in(Protected(frozenset({"aino", "olli"})))
    given(hidden).when(OpenTo("905", "aino", "eeva")).stays_quiet()
    given(hidden).when(CloseTo("905", "aino", "olli")).stays_quiet()


def test_somebody_always_knows() -> None:
    given(hidden, closed).when(CloseTo("905", "aino", "aino")).refuses("protection.nobody_left", "official")


@pytest.mark.parametrize(
    "command",
    [
        SetNonDisclosure("905", PERSON, "olli", (), KIND, DAY),
        OpenTo("905", "olli", "olli"),
        CloseTo("905", "olli", "aino"),
        LiftNonDisclosure("905", "olli", DAY),
    ],
    ids=lambda command: type(command).__name__,
)
def test_to_whoever_is_not_entitled_there_is_no_such_case(command: Command) -> None:
    given(hidden).when(command).refuses("access.not_found")


def test_protection_ends_and_can_be_set_again() -> None:
    given(hidden).when(LiftNonDisclosure("905", "aino", DAY)).produces(lifted)
    given(hidden, lifted).when(LiftNonDisclosure("905", "aino", DAY)).stays_quiet()
    given(hidden, lifted).when(OpenTo("905", "aino", "olli")).refuses("protection.not_set")
    given(hidden, lifted).when(CloseTo("905", "aino", "olli")).refuses("protection.not_set")
    given(hidden, lifted).when(setting("eeva")).produces(hidden)


@pytest.mark.parametrize(
    ("history", "fact", "state"),
    [
        ((), opened, "Unprotected"),
        ((), lifted, "Unprotected"),
        ((hidden,), hidden, "Protected"),
        ((hidden, lifted), closed, "Unprotected"),
    ],
)
def test_a_fact_that_cannot_follow_is_a_mistake_of_ours(history: tuple[Event, ...], fact: Event, state: str) -> None:
    with pytest.raises(ValueError, match=rf"\.{fact.name}\.v1 cannot follow {state}$"):
        folded(INITIAL, evolve, [*history, fact])


def test_who_may_know() -> None:
    assert not hides(INITIAL, "anybody")
    assert hides(Protected(frozenset({"aino"})), "olli")
    assert not hides(Protected(frozenset({"aino"})), "aino")


ACTORS = st.sampled_from(["aino", "eeva", "olli"])
COMMANDS = st.one_of(
    st.builds(
        SetNonDisclosure, st.just("905"), st.just(PERSON), ACTORS, st.tuples(ACTORS), st.just(KIND), st.just(DAY)
    ),
    st.builds(OpenTo, st.just("905"), ACTORS, ACTORS),
    st.builds(CloseTo, st.just("905"), ACTORS, ACTORS),
    st.builds(LiftNonDisclosure, st.just("905"), ACTORS, st.just(DAY)),
)


@draw(st.lists(COMMANDS, max_size=12))
def test_in_any_order_somebody_entitled_is_left_and_only_they_change_anything(commands: list[Command]) -> None:
    state: State = INITIAL
    rows: dict[str, ProtectionRow] = {}
    for command in commands:
        before = state
        facts = answer(decide, command, state)
        if isinstance(facts, Refused):
            assert all(text(facts.code, language, most=20) for language in LANGUAGES)
            continue
        for fact in facts:
            said = recorded(fact)
            state = evolve(state, said)
            for sub, row in PROTECTIONS.handlers["intake", fact.name].fold(rows, said).items():
                if row is None:
                    rows.pop(sub, None)
                else:
                    rows[sub] = row
        assert not facts or not hides(before, command.asker)
        entitled = state.entitled if isinstance(state, Protected) else frozenset()
        assert rows.keys() - {""} == entitled
        assert ("" in rows) == isinstance(state, Protected) == bool(entitled)
