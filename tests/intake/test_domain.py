"""What intake may do with a case, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from services.intake.domain import (
    Command,
    CorrectDetails,
    RegisterArrival,
    decide,
    evolve,
)
from services.intake.states import INITIAL, Case, NoCase, OpenCase, State, Words
from services.intake.transfer import AcceptTransfer, DeclineTransfer, OfferTransfer
from shared.errors import Refused
from shared.events import Event, FreeText, Personal
from shared.events.intake import (
    ArrivalBackground,
    ArrivalRegistered,
    Channel,
    DeclineReason,
    DuplicateBasis,
    DuplicateSuspected,
    PersonDetails,
    PersonDetailsCorrected,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from shared.events.intake.standing import TransferExpired
from tests.spec import RECORDED_AT, Spec, answer, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given

VAASA, LAUKAA, KOKKOLA, HELSINKI = "905", "410", "272", "091"
DEPLOYMENT = frozenset({VAASA, LAUKAA, KOKKOLA})
PERSON, TEXT, OFFER, OTHER_OFFER, OTHER_CASE = (UUID(int=0x190C0DE << 96 | n) for n in range(1, 6))
TODAY = RECORDED_AT.date()  # facts of a spec are recorded then
EXPIRES = TODAY + timedelta(days=14)

DETAILS = PersonDetails(family_name="Esimerkki", given_names="Åsa", birth_date=date(1990, 4, 1))
BACKGROUND = ArrivalBackground(reason="work", mother_tongue="swe", citizenship="SE")

arrived = ArrivalRegistered(
    municipality=VAASA,
    person_id=PERSON,
    arrived_on=date(2026, 2, 1),
    channel=Channel.FORM,
    person=Personal(PERSON, DETAILS),
    background=Personal(PERSON, BACKGROUND),
    notes=Personal(TEXT, FreeText(text="Tulkki tarvitaan.")),
)
suspected = DuplicateSuspected(
    other_case=OTHER_CASE, other_municipality=LAUKAA, basis=DuplicateBasis.NAME_AND_BIRTH_DATE
)
corrected = PersonDetailsCorrected(person=Personal(PERSON, DETAILS))
offered = TransferOffered(offer=OFFER, sender=VAASA, receiver=LAUKAA, expires_on=EXPIRES)
accepted = TransferAccepted(offer=OFFER, sender=VAASA, receiver=LAUKAA, moves_on=TODAY)
declined = TransferDeclined(offer=OFFER, sender=VAASA, receiver=LAUKAA, reason=DeclineReason.NO_CAPACITY)

register = RegisterArrival(
    VAASA, PERSON, date(2026, 2, 1), Channel.FORM, DETAILS, BACKGROUND, Words(TEXT, "Tulkki tarvitaan.")
)
correct = CorrectDetails(VAASA, DETAILS)
offer = OfferTransfer(VAASA, LAUKAA, OFFER, EXPIRES, TODAY, DEPLOYMENT)
accept = AcceptTransfer(LAUKAA, OFFER, TODAY, TODAY)
decline = DeclineTransfer(LAUKAA, OFFER, DeclineReason.NO_CAPACITY, TODAY)


class TestRegistering:
    def test_an_arrival_opens_a_case(self) -> None:
        given().when(register).produces(arrived)

    def test_it_says_which_early_notice_told_of_the_person(self) -> None:
        noticed = arrived.model_copy(update={"notice": OTHER_CASE})
        given().when(replace(register, notice=OTHER_CASE)).produces(noticed)

    def test_without_words_there_are_none(self) -> None:
        given().when(replace(register, notes=None)).produces(arrived.model_copy(update={"notes": None}))

    def test_words_can_be_erased_with_the_person(self) -> None:
        (fact,) = decide(register, INITIAL)
        assert isinstance(fact, ArrivalRegistered)
        assert fact.notes is not None
        assert (fact.notes.subject, fact.notes.parents) == (TEXT, (PERSON,))

    def test_a_case_has_one_arrival(self) -> None:
        given(arrived).when(register).refuses("case.already_registered")
        given(arrived, offered).when(register).refuses("case.already_registered")


class TestCorrecting:
    def test_the_right_details_are_written(self) -> None:
        given(arrived).when(correct).produces(corrected)
        given(arrived, offered).when(correct).produces(corrected)

    def test_what_was_suspected_in_the_cases_own_stream_once_changes_nothing(self) -> None:
        given(arrived, suspected).is_in(OpenCase(Case(VAASA, PERSON, date(2026, 2, 1))))
        given(arrived, suspected, offered, suspected).when(correct).produces(corrected)

    def test_a_case_of_another_municipality_is_not_there(self) -> None:
        given(arrived).when(replace(correct, municipality=LAUKAA)).refuses("access.not_found")
        given().when(correct).refuses("access.not_found")


class TestOffering:
    def test_the_municipality_offers_its_case(self) -> None:
        given(arrived).when(offer).produces(offered)

    def test_words_with_an_offer_can_be_erased_with_the_person(self) -> None:
        said = Words(TEXT, "Perhe muuttaa kesällä.")
        given(arrived).when(replace(offer, note=said)).produces(offered.model_copy(update={"note": said.about(PERSON)}))
        (fact,) = decide(replace(offer, note=said), folded(INITIAL, evolve, [arrived]))
        assert isinstance(fact, TransferOffered)
        assert fact.note is not None
        assert (fact.note.subject, fact.note.parents) == (TEXT, (PERSON,))

    def test_until_the_answer_the_case_stays_where_it_is(self) -> None:
        state = folded(INITIAL, evolve, [arrived, offered])
        assert not isinstance(state, NoCase)
        assert state.case.municipality == VAASA

    def test_nobody_offers_a_case_of_another(self) -> None:
        given(arrived).when(replace(offer, sender=KOKKOLA)).refuses("access.not_found")
        given().when(offer).refuses("access.not_found")

    def test_not_to_itself(self) -> None:
        given(arrived).when(replace(offer, receiver=VAASA)).refuses("transfer.to_itself", "receiver")

    def test_not_to_a_municipality_that_cannot_answer_here(self) -> None:
        given(arrived).when(replace(offer, receiver=HELSINKI)).refuses("transfer.outside_deployment", "receiver")

    def test_one_open_offer_at_a_time(self) -> None:
        given(arrived, offered).when(replace(offer, offer=OTHER_OFFER, receiver=KOKKOLA)).refuses(
            "transfer.already_offered"
        )

    def test_an_offer_that_ran_out_makes_room_for_another(self) -> None:
        later = EXPIRES + timedelta(days=1)
        last = replace(offer, offer=OTHER_OFFER, receiver=KOKKOLA, today=EXPIRES, expires_on=later)
        given(arrived, offered).when(last).refuses("transfer.already_offered")
        anew = replace(offer, offer=OTHER_OFFER, today=later, expires_on=later)
        given(arrived, offered).when(anew).produces(
            TransferExpired(offer=OFFER, sender=VAASA, receiver=LAUKAA, expired_on=later),
            TransferOffered(offer=OTHER_OFFER, sender=VAASA, receiver=LAUKAA, expires_on=later),
        )

    def test_a_declined_case_may_be_offered_again(self) -> None:
        given(arrived, offered, declined).when(replace(offer, offer=OTHER_OFFER)).produces(
            TransferOffered(offer=OTHER_OFFER, sender=VAASA, receiver=LAUKAA, expires_on=EXPIRES)
        )

    def test_the_answer_has_time_but_not_for_ever(self) -> None:
        past, longest = TODAY - timedelta(days=1), TODAY + timedelta(days=365)
        given(arrived).when(replace(offer, expires_on=past)).refuses("transfer.expires_in_the_past", "expires_on")
        late = longest + timedelta(days=1)
        given(arrived).when(replace(offer, expires_on=late)).refuses("transfer.expires_too_late", "expires_on")
        given(arrived).when(replace(offer, expires_on=longest)).produces(
            offered.model_copy(update={"expires_on": longest})
        )
        given(arrived).when(replace(offer, expires_on=TODAY)).produces(
            TransferOffered(offer=OFFER, sender=VAASA, receiver=LAUKAA, expires_on=TODAY)
        )


class TestAccepting:
    def test_from_then_on_the_case_is_the_receivers(self) -> None:
        given(arrived, offered).when(accept).produces(accepted)
        given(arrived, offered, accepted).is_in(OpenCase(Case(LAUKAA, PERSON, date(2026, 2, 1), moved_by=OFFER)))

    def test_said_again_it_changes_nothing(self) -> None:
        given(arrived, offered, accepted).when(accept).stays_quiet()

    def test_on_its_last_day_an_offer_holds_and_a_day_later_it_does_not(self) -> None:
        given(arrived, offered).when(replace(accept, today=EXPIRES)).produces(accepted)
        given(arrived, offered).when(replace(accept, today=EXPIRES + timedelta(days=1))).refuses(
            "transfer.offer_expired"
        )

    def test_only_the_receiver_accepts_and_only_that_offer(self) -> None:
        for wrong in (replace(accept, receiver=KOKKOLA), replace(accept, receiver=VAASA), replace(accept, offer=TEXT)):
            given(arrived, offered).when(wrong).refuses("access.not_found")
        given(arrived).when(accept).refuses("access.not_found")
        given(arrived, offered, declined).when(accept).refuses("access.not_found")

    def test_the_day_of_the_move_lies_between_offer_and_answer(self) -> None:
        before, after = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
        given(arrived, offered).when(replace(accept, moves_on=before)).refuses(
            "transfer.moves_before_offer", "moves_on"
        )
        given(arrived, offered).when(replace(accept, moves_on=after)).refuses(
            "transfer.moves_in_the_future", "moves_on"
        )

    def test_the_case_may_be_counted_from_any_day_between(self) -> None:
        later = TODAY + timedelta(days=3)
        for day in (TODAY, TODAY + timedelta(days=1), later):
            given(arrived, offered).when(replace(accept, moves_on=day, today=later)).produces(
                accepted.model_copy(update={"moves_on": day})
            )

    def test_the_sender_has_it_no_more(self) -> None:
        given(arrived, offered, accepted).when(correct).refuses("access.not_found")
        given(arrived, offered, accepted).when(replace(offer, offer=OTHER_OFFER)).refuses("access.not_found")


class TestDeclining:
    def test_the_case_stays_where_it_was(self) -> None:
        given(arrived, offered).when(decline).produces(declined)
        given(arrived, offered, declined).is_in(OpenCase(Case(VAASA, PERSON, date(2026, 2, 1))))

    def test_only_the_receiver_declines_and_in_time(self) -> None:
        given(arrived, offered).when(replace(decline, receiver=VAASA)).refuses("access.not_found")
        given(arrived, offered).when(replace(decline, today=EXPIRES + timedelta(days=1))).refuses(
            "transfer.offer_expired"
        )
        given(arrived, offered, declined).when(decline).refuses("access.not_found")


def test_a_fact_that_cannot_follow_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="cannot follow OpenCase"):
        folded(INITIAL, evolve, [arrived, accepted])


days = st.integers(-2, 40).map(lambda n: TODAY + timedelta(days=n))
places = st.sampled_from([VAASA, LAUKAA, KOKKOLA, HELSINKI])
offers = st.sampled_from([OFFER, OTHER_OFFER])
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(lambda place: replace(register, municipality=place), places),
    st.builds(lambda place: replace(correct, municipality=place), places),
    st.builds(OfferTransfer, places, places, st.uuids(version=4), days, days, st.just(DEPLOYMENT)),
    st.builds(OfferTransfer, places, places, offers, days, days, st.just(DEPLOYMENT)),
    st.builds(AcceptTransfer, places, offers, days, days),
    st.builds(DeclineTransfer, places, offers, st.sampled_from(DeclineReason), days),
)


@sampled(st.lists(commands, max_size=40))
def test_whatever_is_asked_in_whatever_order_a_case_has_one_municipality(asked: list[Command]) -> None:
    history: list[Event] = []
    owner: str | None = None
    for command in (register, *asked):
        before = folded(INITIAL, evolve, history)
        events = answer(decide, command, before)
        if isinstance(events, Refused):
            assert events.code.startswith(("case.", "transfer.", "access."))
            continue
        for fact in events:
            if isinstance(fact, ArrivalRegistered):
                assert owner is None
                owner = fact.municipality
            if isinstance(fact, TransferOffered | TransferAccepted | TransferDeclined):
                assert fact.sender == owner
                assert fact.receiver != owner
                assert fact.receiver in DEPLOYMENT
            if isinstance(fact, TransferAccepted):
                owner = fact.receiver
        history.extend(events)
        after = folded(INITIAL, evolve, history)
        assert not isinstance(after, NoCase)
        assert after.case.municipality == owner
    open_offers = 0
    for fact in history:
        open_offers += isinstance(fact, TransferOffered)
        if isinstance(fact, TransferAccepted | TransferDeclined):
            assert open_offers > 0
            open_offers = 0  # an answer ends the last offer; those before it had run out
    assert not any(isinstance(fact, DuplicateSuspected) for fact in history)
