"""What may be done with a consent: given within its limits, withdrawn at will, never found under another case."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from services.intake.consent.domain import INITIAL, Command, GiveConsent, State, WithdrawConsent, decide, evolve
from shared.errors import Refused
from shared.events import Event, Personal
from shared.events.intake.consent import (
    ConsentForm,
    ConsentGiven,
    ConsentPurpose,
    ConsentTerms,
    ConsentWithdrawn,
    Receiver,
    ReceiverKind,
)
from shared.regions.texts import LANGUAGES, text
from tests.spec import KEY, Spec, answer, recorded

pytestmark = pytest.mark.unit

CONSENT, PERSON = UUID(int=7), UUID(int=8)
FIRST, LAST = date(2026, 3, 2), date(2026, 9, 2)
JAKOBSTAD = Receiver(kind=ReceiverKind.MUNICIPALITY, id="598")
TERMS = ConsentTerms(purpose=ConsentPurpose.REFERRAL, receiver=JAKOBSTAD, form=ConsentForm.WRITTEN)
given = Spec(INITIAL, decide, evolve).given
consented = ConsentGiven(
    consent=CONSENT,
    municipality="905",
    person_id=PERSON,
    given_on=FIRST,
    valid_until=LAST,
    terms=Personal(PERSON, TERMS),
)
withdrawn = ConsentWithdrawn(consent=CONSENT, withdrawn_on=FIRST)


def giving(given_on: date = FIRST, valid_until: date = LAST, today: date = FIRST) -> GiveConsent:
    return GiveConsent(CONSENT, "905", PERSON, TERMS, given_on, valid_until, today)


def withdrawing(day: date = FIRST, today: date = LAST + timedelta(days=30), case: UUID = KEY) -> WithdrawConsent:
    return WithdrawConsent(case, day, today)


def test_a_client_consents() -> None:
    given().when(giving()).produces(consented)


def test_a_consent_may_hold_for_one_day_only() -> None:
    given().when(giving(valid_until=FIRST)).produces(consented.model_copy(update={"valid_until": FIRST}))


def test_a_consent_does_not_begin_tomorrow_nor_end_before_it_begins() -> None:
    given().when(giving(today=FIRST - timedelta(days=1))).refuses("consent.day_in_the_future", "given_on")
    given().when(giving(valid_until=FIRST - timedelta(days=1))).refuses("consent.ends_before_it_begins", "valid_until")


def test_the_same_consent_again_says_nothing_new() -> None:
    given(consented).when(giving()).stays_quiet()


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_consent_is_withdrawn_on_any_of_its_days(day: date) -> None:
    given(consented).when(withdrawing(day)).produces(ConsentWithdrawn(consent=CONSENT, withdrawn_on=day))
    given(consented).when(withdrawing(day, today=day)).produces(ConsentWithdrawn(consent=CONSENT, withdrawn_on=day))


def test_a_withdrawal_is_of_a_day_that_has_come_and_on_which_the_consent_held() -> None:
    given(consented).when(withdrawing(FIRST, FIRST - timedelta(days=1))).refuses(
        "consent.day_in_the_future", "withdrawn_on"
    )
    given(consented).when(withdrawing(FIRST - timedelta(days=1))).refuses(
        "consent.withdrawn_before_given", "withdrawn_on"
    )
    given(consented).when(withdrawing(LAST + timedelta(days=1))).refuses("consent.has_expired")


def test_what_is_withdrawn_stays_so() -> None:
    given(consented, withdrawn).when(withdrawing()).stays_quiet()
    given(consented, withdrawn).when(giving()).stays_quiet()


def test_under_another_case_there_is_no_such_consent() -> None:
    given().when(withdrawing()).refuses("access.not_found")
    given(consented).when(withdrawing(case=UUID(int=9))).refuses("access.not_found")
    given(consented, withdrawn).when(withdrawing(case=UUID(int=9))).refuses("access.not_found")


def test_terms_cover_their_own_purpose_and_receiver_only() -> None:
    assert TERMS.cover(ConsentPurpose.REFERRAL, JAKOBSTAD)
    assert not TERMS.cover(ConsentPurpose.PLAN, JAKOBSTAD)
    assert not TERMS.cover(ConsentPurpose.REFERRAL, Receiver(kind=ReceiverKind.MUNICIPALITY, id="599"))
    assert not TERMS.cover(ConsentPurpose.REFERRAL, Receiver(kind=ReceiverKind.ORGANISATION, id="598"))


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(giving, days, days, days), st.builds(withdrawing, days, days, st.sampled_from([KEY, UUID(int=9)]))
)


@draw(st.lists(commands, max_size=20))
def test_a_consent_begins_once_ends_once_and_within_its_days(asked: list[Command]) -> None:
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
    assert [type(fact) for fact in facts] in ([], [ConsentGiven], [ConsentGiven, ConsentWithdrawn])
    if len(facts) == 2:
        begun, ended = facts
        assert isinstance(begun, ConsentGiven)
        assert isinstance(ended, ConsentWithdrawn)
        assert begun.given_on <= ended.withdrawn_on <= begun.valid_until


def test_a_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow NotGiven"):
        evolve(INITIAL, recorded(withdrawn))
