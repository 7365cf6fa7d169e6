"""How a case stands: in whose hands, in which language, at home or not, abroad, closed, merged with another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from services.intake.domain import (
    ChooseLanguage,
    CloseCase,
    ComeBack,
    Command,
    CorrectDetails,
    EndStay,
    GiveLanguageInformation,
    HandOver,
    LeaveCountry,
    RegisterHomeMunicipality,
    ReopenCase,
    decide,
    evolve,
)
from services.intake.merging import JoinMerge, LeadMerge, Separate, UndoMerge
from services.intake.states import INITIAL, AwayCase, Case, ClosedCase, Merge, MergedCase, NoCase, OpenCase, State
from services.intake.transfer import AcceptTransfer, ExpireTransfer, MoveMerged, OfferTransfer, WithdrawTransfer
from shared.errors import Refused
from shared.events import Event, Personal
from shared.events.intake import (
    ArrivalBackground,
    ArrivalRegistered,
    Channel,
    PersonDetails,
    PersonDetailsCorrected,
    Residence,
    TransferAccepted,
    TransferOffered,
)
from shared.events.intake.standing import (
    Authority,
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    ClosingGround,
    ClosingReason,
    DuplicateMerged,
    HomeMunicipalityRegistered,
    InformationLanguage,
    LanguageChoice,
    LanguageInformationGiven,
    LanguageOfIntegrationChosen,
    LeftCountry,
    MergedIntoCase,
    MergeUndone,
    NationalLanguage,
    ResponsibilityHandedOver,
    TransferExpired,
    TransferWithdrawn,
    WithdrawalReason,
)
from shared.regions.texts import codes
from tests.spec import RECORDED_AT, Spec, answer, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given

VAASA, LAUKAA = "905", "410"
PERSON, OFFER, MERGE, OTHER, CONSENT, LEADING = (UUID(int=0x190C0DE << 96 | n) for n in range(11, 17))
TODAY = RECORDED_AT.date()
DAY = timedelta(days=1)
ARRIVED = date(2026, 2, 1)
DETAILS = PersonDetails(family_name="Esimerkki", given_names="Åsa", birth_date=date(1990, 4, 1))

arrived = ArrivalRegistered(
    municipality=VAASA,
    person_id=PERSON,
    arrived_on=ARRIVED,
    channel=Channel.FORM,
    person=Personal(PERSON, DETAILS),
    background=Personal(PERSON, ArrivalBackground(reason="work", mother_tongue="swe", citizenship="SE")),
)
stays = arrived.model_copy(update={"residence": Residence.RECEPTION, "consent": CONSENT})
offered = TransferOffered(offer=OFFER, sender=VAASA, receiver=LAUKAA, expires_on=TODAY + 14 * DAY)
accepted = TransferAccepted(offer=OFFER, sender=VAASA, receiver=LAUKAA, moves_on=TODAY)
expired = TransferExpired(offer=OFFER, sender=VAASA, receiver=LAUKAA, expired_on=TODAY + 15 * DAY)
withdrawn = TransferWithdrawn(offer=OFFER, sender=VAASA, receiver=LAUKAA, reason=WithdrawalReason.STAYS)
corrected = PersonDetailsCorrected(person=Personal(PERSON, DETAILS))
left = LeftCountry(municipality=VAASA, left_on=TODAY, back_by=TODAY + 90 * DAY)
back = CameBack(municipality=VAASA, returned_on=TODAY)


def closing(reason: ClosingReason) -> CaseClosed:
    return CaseClosed(municipality=VAASA, closed_on=TODAY, ground=Personal(PERSON, ClosingGround(reason=reason)))


ENDS_A_STAY = {ClosingReason.RESIDENCE_REFUSED, ClosingReason.DEPARTED, ClosingReason.CONSENT_ENDED}
"""To a resident the municipality has duties that none of these takes away."""
closed = closing(ClosingReason.SERVED)
reopened = CaseReopened(municipality=VAASA, reopened_on=TODAY)
merged = DuplicateMerged(merge=MERGE, municipality=VAASA, other_case=OTHER)
joined = MergedIntoCase(merge=MERGE, municipality=VAASA, leading_case=LEADING)
undone = MergeUndone(merge=MERGE, municipality=VAASA, other_case=OTHER)
separated = CaseSeparated(merge=MERGE, municipality=VAASA, leading_case=LEADING, goes_on=True)

home = RegisterHomeMunicipality(VAASA, TODAY, TODAY)
hand_over = HandOver(VAASA, Authority.EMPLOYMENT, TODAY, TODAY)
inform = GiveLanguageInformation(VAASA, "prs", TODAY, TODAY)
informed = LanguageInformationGiven(
    municipality=VAASA, given_on=TODAY, given_in=Personal(PERSON, InformationLanguage(language="prs"))
)
choose = ChooseLanguage(VAASA, NationalLanguage.SWEDISH, TODAY, TODAY)
chosen = LanguageOfIntegrationChosen(
    municipality=VAASA, chosen_on=TODAY, choice=Personal(PERSON, LanguageChoice(language=NationalLanguage.SWEDISH))
)
leave = LeaveCountry(VAASA, TODAY, TODAY + 90 * DAY, TODAY)
come_back = ComeBack(VAASA, TODAY, TODAY)
close = CloseCase(VAASA, TODAY, ClosingReason.SERVED, TODAY)
reopen = ReopenCase(VAASA, TODAY, TODAY)
lead = LeadMerge(VAASA, MERGE, OTHER, TODAY)
join = JoinMerge(VAASA, MERGE, LEADING, TODAY)
undo = UndoMerge(VAASA, MERGE)
EVERYTHING = (home, hand_over, inform, choose, leave, come_back, close, reopen, lead, join, undo)


@pytest.mark.parametrize("command", EVERYTHING)
def test_a_case_of_another_municipality_or_of_nobody_is_not_there(command: Command) -> None:
    given().when(command).refuses("access.not_found")
    given(arrived).when(replace(command, municipality=LAUKAA)).refuses("access.not_found")  # type: ignore[arg-type]


class TestHomeMunicipality:
    def test_without_a_home_nothing_is_written_but_under_a_consent(self) -> None:
        from services.intake.domain import RegisterArrival

        background = ArrivalBackground(reason="work", mother_tongue="swe", citizenship="SE")
        stay = RegisterArrival(
            VAASA, PERSON, ARRIVED, Channel.FORM, DETAILS, background, residence=Residence.RECEPTION, consent=CONSENT
        )
        given().when(stay).produces(stays)
        given().when(replace(stay, consent=None)).refuses("arrival.consent_needed", "consent")
        given().when(replace(stay, residence=Residence.HOME, consent=None)).produces(arrived)

    def test_a_home_is_registered_once(self) -> None:
        at_home = HomeMunicipalityRegistered(municipality=VAASA, person_id=PERSON, registered_on=TODAY)
        given(stays).when(home).produces(at_home)
        given(stays, at_home).when(home).stays_quiet()
        given(arrived).when(home).stays_quiet()

    def test_neither_before_the_arrival_nor_in_the_future(self) -> None:
        given(stays).when(replace(home, registered_on=TODAY + DAY)).refuses("case.day_in_the_future", "registered_on")
        given(stays).when(replace(home, registered_on=ARRIVED - DAY)).refuses("case.before_arrival", "registered_on")
        given(stays).when(replace(home, registered_on=ARRIVED)).produces(
            HomeMunicipalityRegistered(municipality=VAASA, person_id=PERSON, registered_on=ARRIVED)
        )


class TestAuthority:
    def test_a_handover_changes_who_answers_and_nothing_else(self) -> None:
        handed = ResponsibilityHandedOver(
            municipality=VAASA, sender=Authority.MUNICIPALITY, receiver=Authority.EMPLOYMENT, handed_on=TODAY
        )
        given(arrived).when(hand_over).produces(handed)
        given(arrived).when(hand_over).leads_to(OpenCase(Case(VAASA, PERSON, ARRIVED, authority=Authority.EMPLOYMENT)))
        given(arrived, handed).when(hand_over).stays_quiet()
        given(arrived).when(replace(hand_over, receiver=Authority.MUNICIPALITY)).stays_quiet()
        given(arrived).when(replace(hand_over, handed_on=TODAY + DAY)).refuses("case.day_in_the_future", "handed_on")

    def test_an_offer_goes_on(self) -> None:
        state = folded(INITIAL, evolve, [arrived, offered, *decide(hand_over, folded(INITIAL, evolve, [arrived]))])
        assert type(state).__name__ == "OfferedCase"


class TestLanguage:
    def test_the_choice_is_an_informed_one(self) -> None:
        given(arrived).when(inform).produces(informed)
        given(arrived).when(choose).refuses("language.not_informed")
        given(arrived, informed).when(choose).produces(chosen)

    def test_it_may_be_changed_and_said_again(self) -> None:
        other = replace(choose, language=NationalLanguage.FINNISH, chosen_on=TODAY)
        given(arrived, informed, chosen).when(choose).produces(chosen)
        (fact,) = decide(other, folded(INITIAL, evolve, [arrived, informed, chosen]))
        assert isinstance(fact, LanguageOfIntegrationChosen)
        assert fact.choice == Personal(PERSON, LanguageChoice(language=NationalLanguage.FINNISH))

    def test_days_lie_in_order(self) -> None:
        given(arrived).when(replace(inform, given_on=TODAY + DAY)).refuses("case.day_in_the_future", "given_on")
        given(arrived, informed).when(replace(choose, chosen_on=TODAY - DAY)).refuses(
            "language.chosen_before_information", "chosen_on"
        )
        given(arrived, informed).when(replace(choose, chosen_on=TODAY + DAY)).refuses(
            "case.day_in_the_future", "chosen_on"
        )


class TestAbroad:
    def test_a_seasonal_worker_goes_and_comes_back(self) -> None:
        given(arrived).when(leave).produces(left)
        given(arrived, left).is_in(AwayCase(Case(VAASA, PERSON, ARRIVED), TODAY))
        given(arrived, left).when(come_back).produces(back)
        given(arrived, left, back).is_in(OpenCase(Case(VAASA, PERSON, ARRIVED)))
        given(arrived, left, back).when(leave).produces(left)

    def test_only_who_is_away_comes_back_and_who_is_here_goes(self) -> None:
        for history in ([arrived], [arrived, offered], [arrived, closed]):
            given(*history).when(come_back).refuses("case.not_abroad")
        given(arrived, left).when(leave).refuses("case.abroad")
        given(arrived, offered).when(leave).refuses("case.offered")
        given(arrived, closed).when(leave).refuses("case.closed")

    def test_days_lie_in_order(self) -> None:
        given(arrived).when(replace(leave, left_on=TODAY + DAY)).refuses("case.day_in_the_future", "left_on")
        given(arrived).when(replace(leave, back_by=TODAY)).refuses("case.back_before_leaving", "back_by")
        given(arrived).when(replace(leave, back_by=TODAY + DAY)).produces(
            left.model_copy(update={"back_by": TODAY + DAY})
        )
        given(arrived).when(replace(leave, back_by=None)).produces(left.model_copy(update={"back_by": None}))
        given(arrived, left).when(replace(come_back, returned_on=TODAY - DAY)).refuses(
            "case.back_before_leaving", "returned_on"
        )
        given(arrived, left).when(replace(come_back, returned_on=TODAY + DAY)).refuses(
            "case.day_in_the_future", "returned_on"
        )

    def test_nobody_is_offered_who_is_away(self) -> None:
        offer = OfferTransfer(VAASA, LAUKAA, OFFER, TODAY, TODAY, frozenset({VAASA, LAUKAA}))
        given(arrived, left).when(offer).refuses("case.abroad")
        given(arrived, closed).when(offer).refuses("case.closed")


class TestClosing:
    def test_a_case_is_closed_and_goes_on(self) -> None:
        given(arrived).when(close).produces(closed)
        given(arrived, left).when(close).produces(closed)
        given(arrived, closed).is_in(ClosedCase(Case(VAASA, PERSON, ARRIVED), TODAY))
        given(arrived, closed).when(reopen).produces(reopened)
        given(arrived, closed, reopened).is_in(OpenCase(Case(VAASA, PERSON, ARRIVED)))

    def test_what_is_closed_takes_corrections_and_nothing_else(self) -> None:
        given(arrived, closed).when(CorrectDetails(VAASA, DETAILS)).produces(
            PersonDetailsCorrected(person=Personal(PERSON, DETAILS))
        )
        for command in (home, hand_over, inform, choose, lead):
            given(arrived, closed).when(command).refuses("case.closed")
        given(arrived, closed).when(close).refuses("case.closed")

    def test_an_offer_is_answered_or_withdrawn_first(self) -> None:
        given(arrived, offered).when(close).refuses("case.offered")
        given(arrived, offered, withdrawn).when(close).produces(closed)

    @pytest.mark.parametrize("reason", ClosingReason)
    def test_some_grounds_end_only_a_stay(self, reason: ClosingReason) -> None:
        asked = replace(close, reason=reason)
        given(stays).when(asked).produces(closing(reason))
        if reason in ENDS_A_STAY:
            given(arrived).when(asked).refuses("case.ground_not_for_residents", "reason")
        else:
            given(arrived).when(asked).produces(closing(reason))

    def test_a_partner_ends_only_a_stay(self) -> None:
        given(stays).when(replace(close, stays_only=True)).produces(closed)
        given(arrived).when(replace(close, stays_only=True)).refuses("access.not_found")

    def test_days_lie_in_order(self) -> None:
        given(arrived).when(replace(close, closed_on=TODAY + DAY)).refuses("case.day_in_the_future", "closed_on")
        given(arrived).when(replace(close, closed_on=ARRIVED - DAY)).refuses("case.before_arrival", "closed_on")
        given(arrived).when(replace(close, closed_on=ARRIVED)).produces(
            closed.model_copy(update={"closed_on": ARRIVED})
        )
        given(arrived, closed).when(replace(reopen, reopened_on=TODAY - DAY)).refuses(
            "case.reopened_before_closing", "reopened_on"
        )
        given(arrived, closed).when(replace(reopen, reopened_on=TODAY + DAY)).refuses(
            "case.day_in_the_future", "reopened_on"
        )

    def test_who_never_came_may_be_closed_before_the_day_he_was_to_come(self) -> None:
        coming = arrived.model_copy(update={"arrived_on": TODAY + 30 * DAY})
        given(coming).when(close).produces(closed)
        today = arrived.model_copy(update={"arrived_on": TODAY})
        given(today).when(replace(close, closed_on=TODAY - DAY)).refuses("case.before_arrival", "closed_on")

    def test_only_what_is_closed_is_reopened(self) -> None:
        for history in ([arrived], [arrived, offered], [arrived, left]):
            given(*history).when(reopen).refuses("case.not_closed")


class TestMerging:
    def test_one_leads_and_the_other_joins(self) -> None:
        given(arrived).when(lead).produces(merged)
        given(arrived, left).when(lead).produces(merged)
        given(arrived, merged).is_in(OpenCase(Case(VAASA, PERSON, ARRIVED, merges=(Merge(MERGE, OTHER),))))
        for history in ([arrived], [arrived, left], [arrived, closed]):
            given(*history).when(join).produces(joined)
        before = OpenCase(Case(VAASA, PERSON, ARRIVED))
        given(arrived, joined).is_in(MergedCase(before.case, MERGE, LEADING, before))

    def test_said_again_it_changes_nothing(self) -> None:
        given(arrived, merged).when(replace(lead, merge=OFFER)).stays_quiet()
        given(arrived, joined).when(join).stays_quiet()
        given(arrived, joined).when(replace(join, leading_case=OTHER)).refuses("case.merged")

    def test_what_is_merged_takes_no_command(self) -> None:
        for command in (home, hand_over, inform, choose, leave, come_back, close, reopen, lead):
            given(arrived, joined).when(command).refuses("case.merged")
        given(arrived, joined).when(CorrectDetails(VAASA, DETAILS)).refuses("case.merged")

    def test_an_offer_is_answered_first(self) -> None:
        given(arrived, offered).when(lead).refuses("case.offered")
        given(arrived, offered).when(replace(lead, today=TODAY + 14 * DAY)).refuses("case.offered")
        given(arrived, offered).when(replace(lead, today=TODAY + 15 * DAY)).produces(merged)
        given(arrived, offered).when(join).refuses("case.offered")

    @pytest.mark.parametrize("stood", [[], [left], [closed]])
    def test_an_error_is_undone_and_the_other_stands_as_it_stood(self, stood: list[Event]) -> None:
        given(arrived, merged).when(undo).produces(undone)
        given(arrived, merged, undone).is_in(OpenCase(Case(VAASA, PERSON, ARRIVED)))
        given(arrived, merged, undone).when(undo).refuses("access.not_found")
        given(arrived, merged).when(replace(undo, merge=OFFER)).refuses("access.not_found")
        given(arrived, *stood, joined).when(Separate(MERGE)).produces(
            separated.model_copy(update={"goes_on": closed not in stood})
        )
        given(arrived, *stood, joined, separated).is_in(folded(INITIAL, evolve, [arrived, *stood]))
        given(arrived, *stood).when(Separate(MERGE)).stays_quiet()
        given(arrived, *stood, joined).when(Separate(OFFER)).stays_quiet()

    def test_a_part_gives_back_what_it_had_led_itself(self) -> None:
        given(arrived, merged, joined, undone, separated).is_in(OpenCase(Case(VAASA, PERSON, ARRIVED)))

    def test_what_is_merged_moves_with_the_leading_case(self) -> None:
        along = MoveMerged(VAASA, LAUKAA, OFFER, TODAY)
        given(arrived, joined).when(along).produces(accepted)
        given(arrived, joined, accepted).when(along).stays_quiet()
        given(arrived).when(along).stays_quiet()
        moved = folded(INITIAL, evolve, [arrived, joined, accepted, separated])
        assert moved == OpenCase(Case(LAUKAA, PERSON, ARRIVED, moved_by=OFFER))


class TestOffersThatComeToNothing:
    def test_the_sender_takes_an_offer_back(self) -> None:
        withdraw = WithdrawTransfer(VAASA, OFFER, WithdrawalReason.STAYS, TODAY + 14 * DAY)
        given(arrived, offered).when(withdraw).produces(withdrawn)
        given(arrived, offered, withdrawn).is_in(OpenCase(Case(VAASA, PERSON, ARRIVED)))
        given(arrived, offered).when(replace(withdraw, today=TODAY + 15 * DAY)).refuses("transfer.offer_expired")
        for wrong in (replace(withdraw, sender=LAUKAA), replace(withdraw, offer=MERGE)):
            given(arrived, offered).when(wrong).refuses("access.not_found")
        given(arrived).when(withdraw).refuses("access.not_found")

    def test_the_day_after_its_last_it_has_run_out_once(self) -> None:
        given(arrived, offered).when(ExpireTransfer(TODAY + 14 * DAY)).stays_quiet()
        given(arrived, offered).when(ExpireTransfer(TODAY + 15 * DAY)).produces(expired)
        given(arrived, offered, expired).when(ExpireTransfer(TODAY + 16 * DAY)).stays_quiet()
        given(arrived).when(ExpireTransfer(TODAY)).stays_quiet()

    def test_who_answers_too_late_is_told_so_and_others_are_told_nothing(self) -> None:
        accept = AcceptTransfer(LAUKAA, OFFER, TODAY, TODAY + 15 * DAY)
        given(arrived, offered, expired).when(accept).refuses("transfer.offer_expired")
        given(arrived, offered, expired, left).when(accept).refuses("transfer.offer_expired")
        given(arrived, offered, expired).when(replace(accept, receiver="272")).refuses("access.not_found")
        given(arrived, offered, expired).when(replace(accept, offer=MERGE)).refuses("access.not_found")
        given().when(accept).refuses("access.not_found")


@pytest.mark.parametrize(
    ("history", "fact", "state"),
    [
        ([], left, "NoCase"),
        ([], corrected, "NoCase"),
        ([], offered, "NoCase"),
        ([], merged, "NoCase"),
        ([arrived], back, "OpenCase"),
        ([arrived], reopened, "OpenCase"),
        ([arrived, closed], closed, "ClosedCase"),
        ([arrived], separated, "OpenCase"),
        ([arrived, offered], joined, "OfferedCase"),
        ([arrived, joined], joined, "MergedCase"),
        ([arrived, joined], left, "MergedCase"),
        ([arrived], expired, "OpenCase"),
        ([arrived, left], offered, "AwayCase"),
        ([arrived], arrived, "OpenCase"),
    ],
)
def test_a_fact_that_cannot_follow_is_an_error_and_no_guess(history: list[Event], fact: Event, state: str) -> None:
    with pytest.raises(ValueError, match=rf"\.{fact.name}\.v\d+ cannot follow {state}$"):
        folded(INITIAL, evolve, [*history, fact])


end_stay = EndStay(CONSENT, TODAY, TODAY)
consent_ended = closing(ClosingReason.CONSENT_ENDED)


def test_a_stay_ends_with_the_consent_that_it_rests_on() -> None:
    given(stays).when(end_stay).produces(consent_ended)
    given(stays, left).when(end_stay).produces(consent_ended)
    given(stays, closed).when(end_stay).stays_quiet()
    given(stays, joined).when(end_stay).stays_quiet()


def test_an_offer_of_a_stay_that_ends_is_taken_back() -> None:
    other = withdrawn.model_copy(update={"reason": WithdrawalReason.OTHER})
    given(stays, offered).when(end_stay).produces(other, consent_ended)
    given(stays, offered).when(replace(end_stay, today=TODAY + 14 * DAY)).produces(other, consent_ended)
    given(stays, offered).when(replace(end_stay, today=TODAY + 15 * DAY)).produces(expired, consent_ended)


def test_another_consent_does_not_end_a_stay_nor_any_consent_a_case_with_a_home() -> None:
    given(stays).when(replace(end_stay, consent=OTHER)).stays_quiet()
    given(arrived).when(end_stay).stays_quiet()
    given(stays, HomeMunicipalityRegistered(municipality=VAASA, person_id=PERSON, registered_on=TODAY)).when(
        end_stay
    ).stays_quiet()
    given().when(end_stay).stays_quiet()


def test_a_resident_whose_arrival_names_a_consent_keeps_his_case_when_it_is_taken_back() -> None:
    given(arrived.model_copy(update={"consent": CONSENT})).when(end_stay).stays_quiet()


def test_a_stay_does_not_end_before_it_began_unless_the_person_never_came() -> None:
    early = replace(end_stay, withdrawn_on=ARRIVED - DAY)
    given(stays).when(early).produces(consent_ended.model_copy(update={"closed_on": ARRIVED}))
    given(stays).when(replace(early, today=ARRIVED)).produces(consent_ended.model_copy(update={"closed_on": ARRIVED}))
    never = consent_ended.model_copy(update={"closed_on": ARRIVED - DAY})
    given(stays).when(replace(early, today=ARRIVED - DAY)).produces(never)


days = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))
places = st.sampled_from([VAASA, LAUKAA])
ids = st.sampled_from([OFFER, MERGE, OTHER])
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(RegisterHomeMunicipality, places, days, days),
    st.builds(HandOver, places, st.sampled_from(Authority), days, days),
    st.builds(GiveLanguageInformation, places, st.just("prs"), days, days),
    st.builds(ChooseLanguage, places, st.sampled_from(NationalLanguage), days, days),
    st.builds(LeaveCountry, places, days, st.none() | days, days),
    st.builds(ComeBack, places, days, days),
    st.builds(EndStay, st.sampled_from([CONSENT, OTHER]), days, days),
    st.builds(CloseCase, places, days, st.sampled_from(ClosingReason), days),
    st.builds(ReopenCase, places, days, days),
    st.builds(LeadMerge, places, ids, ids, days),
    st.builds(JoinMerge, places, ids, ids, days),
    st.builds(UndoMerge, places, ids),
    st.builds(Separate, ids),
    st.builds(OfferTransfer, places, places, ids, days, days, st.just(frozenset({VAASA, LAUKAA}))),
    st.builds(WithdrawTransfer, places, ids, st.sampled_from(WithdrawalReason), days),
    st.builds(AcceptTransfer, places, ids, days, days),
    st.builds(ExpireTransfer, days),
    st.builds(MoveMerged, places, places, ids, days),
)


@sampled(st.sampled_from([arrived, stays]), st.lists(commands, max_size=30))
def test_whatever_is_asked_a_case_has_one_municipality_and_one_person_and_no_refusal_is_without_a_text(
    first: ArrivalRegistered, asked: list[Command]
) -> None:
    history: list[Event] = [first]
    owner, home_known = VAASA, first.residence is Residence.HOME
    for command in asked:
        state = folded(INITIAL, evolve, history)
        assert not isinstance(state, NoCase)
        events = answer(decide, command, state)
        if isinstance(events, Refused):
            assert events.code in codes()
            continue
        for fact in events:
            if isinstance(fact, TransferAccepted):
                assert fact.sender == owner
                owner = fact.receiver
            if isinstance(fact, HomeMunicipalityRegistered):
                assert not home_known  # the law's duties begin once
                home_known = True
            if isinstance(fact, CaseClosed) and isinstance(fact.ground.value, ClosingGround):
                assert fact.ground.value.reason not in ENDS_A_STAY or not home_known
        history.extend(events)
        after = folded(INITIAL, evolve, history)
        assert not isinstance(after, NoCase)
        assert (after.case.municipality, after.case.person_id) == (owner, PERSON)
        assert (after.case.residence is Residence.HOME) == home_known
        if isinstance(state, MergedCase) and isinstance(after, MergedCase):
            assert after.before.case == after.case
