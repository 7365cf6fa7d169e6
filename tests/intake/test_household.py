"""Households: who belongs to whom, from which day to which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from services.intake.household.domain import (
    INITIAL,
    MIRRORED,
    Command,
    Link,
    NamedOutsider,
    State,
    Unlink,
    decide,
    evolve,
    guardianship,
)
from shared.errors import Refused
from shared.events import Personal, Unreadable
from shared.events.intake.household import HouseholdLinked, HouseholdUnlinked, Kinship, Outsider, Relation
from shared.regions.texts import codes
from tests.spec import RECORDED_AT, Spec, answer, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given

VAASA = "905"
LINK, CASE, PERSON, MEMBER, OTHER_LINK, CONTACT = (UUID(int=0x190C0DE << 96 | n) for n in range(41, 47))
TODAY = RECORDED_AT.date()
DAY = timedelta(days=1)
SPOUSE = Kinship(relation=Relation.SPOUSE, valid_from=TODAY)

link = Link(VAASA, LINK, CASE, PERSON, MEMBER, SPOUSE)
linked = HouseholdLinked(link=LINK, municipality=VAASA, member=MEMBER, kinship=Personal(PERSON, SPOUSE))
unlink = Unlink(LINK, TODAY, TODAY)
unlinked = HouseholdUnlinked(link=LINK, ended_on=TODAY)


def test_two_cases_are_linked() -> None:
    given().when(link).produces(linked)
    given().when(replace(link, member=CASE)).refuses("household.itself", "case")


def test_somebody_without_a_case_may_answer_for_a_person() -> None:
    outsider = Outsider(name="Edustaja Esimerkki", phone="+358401234567")
    told = replace(link, member=None, contact=NamedOutsider(CONTACT, outsider))
    (fact,) = decide(told, INITIAL)
    assert isinstance(fact, HouseholdLinked)
    assert fact.contact == Personal(CONTACT, outsider)
    assert fact.contact is not None
    assert (fact.member, fact.contact.parents) == (None, (PERSON,))
    given().when(replace(link, contact=NamedOutsider(CONTACT, outsider))).refuses(
        "household.one_of_case_and_contact", "case"
    )
    given().when(replace(link, member=None)).refuses("household.one_of_case_and_contact", "case")
    given(fact).when(replace(told, link=OTHER_LINK)).produces(fact.model_copy(update={"link": OTHER_LINK}))


def test_the_last_day_does_not_come_before_the_first() -> None:
    ends = SPOUSE.model_copy(update={"valid_to": TODAY - DAY})
    given().when(replace(link, kinship=ends)).refuses("household.ends_before_it_begins", "valid_to")
    one_day = SPOUSE.model_copy(update={"valid_to": TODAY})
    given().when(replace(link, kinship=one_day)).produces(
        linked.model_copy(update={"kinship": Personal(PERSON, one_day)})
    )


def test_the_same_is_not_said_twice_of_the_same_time() -> None:
    again = replace(link, link=OTHER_LINK)
    given(linked).when(again).refuses("household.already_linked", "case")
    parent = SPOUSE.model_copy(update={"relation": Relation.PARENT})
    given(linked).when(replace(again, kinship=parent)).produces(
        linked.model_copy(update={"link": OTHER_LINK, "kinship": Personal(PERSON, parent)})
    )
    other = UUID(int=7)
    given(linked).when(replace(again, member=other)).produces(
        linked.model_copy(update={"link": OTHER_LINK, "member": other})
    )
    given(linked, unlinked).when(again).produces(linked.model_copy(update={"link": OTHER_LINK}))


@pytest.mark.parametrize(
    ("begins", "ends", "free"),
    [(0, None, False), (10, None, False), (11, None, True), (-5, -1, True), (-5, 0, False), (-5, None, False)],
)
def test_who_was_married_may_be_again_at_another_time(begins: int, ends: int | None, *, free: bool) -> None:
    first = SPOUSE.model_copy(update={"valid_to": TODAY + 10 * DAY})
    held = linked.model_copy(update={"kinship": Personal(PERSON, first)})
    later = Kinship(
        relation=Relation.SPOUSE,
        valid_from=TODAY + begins * DAY,
        valid_to=None if ends is None else TODAY + ends * DAY,
    )
    again = replace(link, link=OTHER_LINK, kinship=later)
    if free:
        given(held).when(again).produces(
            linked.model_copy(update={"link": OTHER_LINK, "kinship": Personal(PERSON, later)})
        )
    else:
        given(held).when(again).refuses("household.already_linked", "case")


def test_what_was_erased_hinders_nobody() -> None:
    unreadable: Personal[Kinship] = Personal(PERSON, Unreadable.ERASED)
    erased = linked.model_copy(update={"kinship": unreadable})
    given(erased).when(replace(link, link=OTHER_LINK)).produces(linked.model_copy(update={"link": OTHER_LINK}))
    given(erased).when(replace(unlink, ended_on=TODAY - DAY)).produces(
        unlinked.model_copy(update={"ended_on": TODAY - DAY})
    )


def test_a_link_ends_once() -> None:
    given(linked).when(unlink).produces(unlinked)
    given(linked, unlinked).when(unlink).stays_quiet()
    given().when(unlink).refuses("access.not_found")
    given(linked).when(replace(unlink, ended_on=TODAY + DAY)).refuses("household.day_in_the_future", "ended_on")
    given(linked).when(replace(unlink, ended_on=TODAY - DAY)).refuses("household.ends_before_it_begins", "ended_on")
    with pytest.raises(ValueError, match="cannot follow"):
        folded(INITIAL, evolve, [unlinked])


def test_a_link_that_has_ended_does_not_hold_again() -> None:
    given(linked, unlinked).when(link).stays_quiet()
    given(linked).when(replace(link, member=UUID(int=5))).stays_quiet()


def test_each_relation_has_its_mirror() -> None:
    assert set(MIRRORED) == set(Relation)
    assert all(MIRRORED[MIRRORED[one]] is one for one in Relation)
    assert MIRRORED[Relation.GUARDIAN] is Relation.WARD
    assert MIRRORED[Relation.CHILD] is Relation.PARENT
    assert MIRRORED[Relation.REPRESENTATIVE] is Relation.REPRESENTED


def test_only_a_minor_has_a_guardian_and_no_longer_than_that() -> None:
    born = date(2010, 5, 17)
    guardian = Kinship(relation=Relation.GUARDIAN, valid_from=TODAY)
    last = date(2028, 5, 16)
    assert guardianship(guardian, born).valid_to == last
    assert guardianship(guardian.model_copy(update={"valid_to": last + DAY}), born).valid_to == last
    sooner = guardian.model_copy(update={"valid_to": last - DAY})
    assert guardianship(sooner, born) == sooner
    on_the_last_day = guardian.model_copy(update={"valid_from": last})
    assert guardianship(on_the_last_day, born).valid_to == last
    with pytest.raises(Refused) as refusal:
        guardianship(guardian.model_copy(update={"valid_from": last + DAY}), born)
    assert (refusal.value.code, refusal.value.fault.field) == ("household.not_a_minor", "relation")


days = st.integers(-5, 5).map(lambda n: TODAY + timedelta(days=n))
links = st.sampled_from([LINK, OTHER_LINK])
kinships = st.builds(Kinship, relation=st.sampled_from(Relation), valid_from=days, valid_to=st.none() | days)
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        Link,
        st.just(VAASA),
        st.uuids(),
        st.just(CASE),
        st.just(PERSON),
        st.sampled_from([MEMBER, CASE, None]),
        kinships,
    ),
    st.builds(Link, st.just(VAASA), links, st.just(CASE), st.just(PERSON), st.just(MEMBER), kinships),
    st.builds(Unlink, links, days, days),
)


@sampled(st.lists(commands, max_size=20))
def test_nobody_is_the_same_to_somebody_twice_at_a_time(asked: list[Command]) -> None:
    state: State = INITIAL
    history = []
    for command in asked:
        events = answer(decide, command, state)
        if isinstance(events, Refused):
            assert events.code in codes()
            continue
        history.extend(events)
        state = folded(INITIAL, evolve, history)
    held = [(one.member, one.kinship) for one in state.links.values() if one.kinship is not None]
    for at, (member, kinship) in enumerate(held):
        for other, another in held[:at]:
            if (member, kinship.relation) != (other, another.relation):
                continue
            first, second = sorted((kinship, another), key=lambda kin: kin.valid_from)
            assert first.valid_to is not None
            assert first.valid_to < second.valid_from
