"""A protection as every service but intake knows it: it notes what intake says, and keeps to it."""

from __future__ import annotations

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from services.activities.app import SERVICE as ACTIVITIES
from services.assessment.app import SERVICE as ASSESSMENT
from services.planning.app import SERVICE as PLANNING
from shared.events import Event
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseClosedTo,
    ProtectedCaseOpenedTo,
    ProtectionGround,
    ProtectionKind,
)
from shared.events.model import Personal
from shared.events.planning import ProtectionNoted
from shared.protection import INITIAL, Hidden, Hide, KeepOut, LetIn, Show, evolve, hides, noting
from shared.regions.profiles import load_profiles
from shared.service import ServiceSpec
from tests.intake.test_protection import DAY, PERSON
from tests.spec import KEY, Spec, recorded

pytestmark = pytest.mark.unit

DECIDER = noting(ProtectionNoted)
given = Spec(DECIDER.initial, DECIDER.decide, DECIDER.evolve).given
SERVICES = pytest.mark.parametrize("spec", [PLANNING, ASSESSMENT, ACTIVITIES], ids=lambda spec: spec.name)


def noted(*entitled: str) -> ProtectionNoted:
    return ProtectionNoted(entitled=entitled)


SHOWN = ProtectionNoted(entitled=None)


def test_a_protection_is_noted_with_all_who_are_entitled() -> None:
    given().when(Hide(frozenset({"eeva", "aino"}))).produces(noted("aino", "eeva"))


def test_whoever_is_let_in_is_noted_with_the_others() -> None:
    given(noted("aino")).when(LetIn("olli")).produces(noted("aino", "olli"))


def test_whoever_is_kept_out_is_not_among_the_entitled_any_more() -> None:
    given(noted("aino", "olli")).when(KeepOut("aino")).produces(noted("olli"))


def test_a_lifted_protection_is_noted_too() -> None:
    given(noted("aino")).when(Show()).produces(SHOWN)


@pytest.mark.parametrize("command", [LetIn("olli"), KeepOut("olli"), Show()], ids=lambda one: type(one).__name__)
def test_where_nothing_is_protected_there_is_nothing_to_note(command: LetIn | KeepOut | Show) -> None:
    given().when(command).stays_quiet()


def test_what_is_noted_already_is_not_noted_twice() -> None:
    given(noted("aino")).when(Hide(frozenset({"aino"}))).stays_quiet()
    given(noted("aino")).when(LetIn("aino")).stays_quiet()
    given(noted("aino")).when(KeepOut("olli")).stays_quiet()


def test_only_the_entitled_know_of_a_hidden_case() -> None:
    assert not hides(INITIAL, "olli")
    assert hides(Hidden(frozenset({"aino"})), "olli")
    assert not hides(Hidden(frozenset({"aino"})), "aino")


OFFICIALS = st.sampled_from(["aino", "eeva", "olli"])
SAID = st.one_of(
    st.builds(Hide, st.frozensets(OFFICIALS)),
    st.builds(LetIn, OFFICIALS),
    st.builds(KeepOut, OFFICIALS),
    st.just(Show()),
)


@draw(st.lists(SAID, max_size=12))
def test_the_last_noting_alone_says_who_may_know(said: list[Hide | LetIn | KeepOut | Show]) -> None:
    state = INITIAL
    for command in said:
        for fact in DECIDER.decide(command, state):
            state = evolve(state, recorded(fact))
            assert evolve(INITIAL, recorded(fact)) == state


SET = NonDisclosureSet(
    municipality="905",
    person_id=PERSON,
    set_on=DAY,
    entitled=("aino",),
    ground=Personal(PERSON, ProtectionGround(kind=ProtectionKind.VIOLENCE)),
)
FACTS: list[tuple[Event, object]] = [
    (SET, Hide(frozenset({"aino"}))),
    (ProtectedCaseOpenedTo(municipality="905", official="olli"), LetIn("olli")),
    (ProtectedCaseClosedTo(municipality="905", official="aino"), KeepOut("aino")),
    (NonDisclosureLifted(municipality="905", lifted_on=DAY), Show()),
]


@SERVICES
@pytest.mark.parametrize(("fact", "command"), FACTS, ids=lambda one: type(one).__name__)
def test_every_service_notes_whatever_intake_says_of_a_protection(
    spec: ServiceSpec, fact: Event, command: object
) -> None:
    said = recorded(fact)
    asks = [ask for reaction in spec.reactions.to(said.head) for ask in reaction.function(said, load_profiles())]
    assert [(ask.stream, ask.key, ask.command) for ask in asks] == [(f"{spec.name}/protection/{KEY}", KEY, command)]
    assert spec.deciders["protection"].decide(Hide(frozenset({"aino"})), INITIAL)[0].service == spec.name


@SERVICES
def test_every_service_asks_before_it_does_anything_under_a_key(spec: ServiceSpec) -> None:
    assert spec.hides is not None
