"""Whatever is asked of a case, of several cases of one person, and of suspicions: whose it is, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import domain, states, suspicion
from services.intake.app import SERVICE
from services.intake.domain import (
    ChooseLanguage,
    CloseCase,
    ComeBack,
    CorrectDetails,
    EndStay,
    GiveLanguageInformation,
    HandOver,
    LeaveCountry,
    RegisterArrival,
    RegisterHomeMunicipality,
    ReopenCase,
)
from services.intake.merging import JoinMerge, LeadMerge, Separate, UndoMerge
from services.intake.states import ClosedCase, MergedCase, NoCase, OfferedCase, Words
from services.intake.suspicion import ConfirmSuspicion, DismissSuspicion, RaiseSuspicion, RefuteSuspicion
from services.intake.transfer import (
    AcceptTransfer,
    DeclineTransfer,
    ExpireTransfer,
    MoveMerged,
    OfferTransfer,
    TransferCommand,
    WithdrawTransfer,
)
from shared.errors import Refused
from shared.events import Event
from shared.events.intake import (
    ArrivalRegistered,
    Channel,
    DeclineReason,
    DismissalReason,
    DuplicateBasis,
    DuplicateDismissed,
    DuplicateSuspected,
    Residence,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from shared.events.intake.standing import (
    Authority,
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    ClosingReason,
    DuplicateConfirmed,
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
from tests.intake.test_domain import BACKGROUND, DETAILS
from tests.sequences import Driven, whatever
from tests.spec import KEY, RECORDED_AT, recorded

pytestmark = pytest.mark.unit

CASE = Driven("intake", "case", SERVICE.deciders["case"])
SUSPICION = Driven("intake", "suspicion", SERVICE.deciders["suspicion"])

TODAY = RECORDED_AT.date()
DEPLOYMENT = frozenset({"905", "410", "272"})
OUTSIDE = "091"
places = st.sampled_from([*["905"] * 8, "410", "272"])  # most that is asked of a case is asked by whose it is
receivers = st.sampled_from(["410", "410", "410", "272"])
ids = st.sampled_from([1, 1, 1, 2]).map(lambda number: UUID(int=number))
person = st.just(UUID(int=9))
days = st.sampled_from([-400, -1, 0, 0, 0, 1, 14, 15]).map(lambda number: TODAY + timedelta(days=number))
todays = st.sampled_from([0, 0, 0, 1, 15]).map(lambda number: TODAY + timedelta(days=number))
details = st.just(DETAILS)
words = st.none() | st.just(Words(UUID(int=8), "Tulkki tarvitaan."))

ARRIVAL = (
    RegisterArrival,
    places,
    person,
    days,
    st.sampled_from(Channel),
    details,
    st.just(BACKGROUND),
    words,
    st.sampled_from(Residence),
    st.none() | ids,
)
FIRST = (RegisterArrival, st.just("905"), *ARRIVAL[2:9], ids)
SERVED = (
    (CorrectDetails, places, details),
    (RegisterHomeMunicipality, places, days, todays),
    (HandOver, places, st.sampled_from(Authority), days, todays),
    (GiveLanguageInformation, places, st.sampled_from(["prs", "ukr"]), days, todays),
    (ChooseLanguage, places, st.sampled_from(NationalLanguage), days, todays),
)
STANDS = (
    (EndStay, ids, days, todays),
    (LeaveCountry, places, days, st.none() | days, todays),
    (ComeBack, places, days, todays),
    (CloseCase, places, days, st.sampled_from(ClosingReason), todays, st.booleans()),
    (ReopenCase, places, days, todays),
)
MERGES = (
    (LeadMerge, places, ids, ids, todays),
    (JoinMerge, places, ids, ids, todays),
    (UndoMerge, places, ids),
    (Separate, ids),
)
MOVES = (
    (
        OfferTransfer,
        places,
        receivers | st.sampled_from(["905", OUTSIDE]),
        ids,
        days | st.just(TODAY + timedelta(days=500)),
        todays,
        st.just(DEPLOYMENT),
        words,
    ),
    (WithdrawTransfer, places, ids, st.sampled_from(WithdrawalReason), todays),
    (AcceptTransfer, receivers, ids, days, todays),
    (DeclineTransfer, receivers, ids, st.sampled_from(DeclineReason), todays),
    (ExpireTransfer, todays),
    (MoveMerged, places, places, ids, days),
)
here, on_time, it = st.just("905"), st.just(TODAY), st.just(UUID(int=1))
LIKELY = (  # as people mostly do: on the day, in time, of the offer that there is
    (OfferTransfer, here, receivers, it, st.just(TODAY + timedelta(days=14)), on_time, st.just(DEPLOYMENT)),
    (AcceptTransfer, st.just("410"), it, on_time, on_time),
    (DeclineTransfer, st.just("410"), it, st.sampled_from(DeclineReason), on_time),
    (WithdrawTransfer, here, it, st.sampled_from(WithdrawalReason), on_time),
    (LeaveCountry, here, on_time, st.none(), on_time),
    (ComeBack, here, on_time, on_time),
    (ReopenCase, here, st.just(TODAY + timedelta(days=15)), st.just(TODAY + timedelta(days=15))),
)
asked_all = whatever(domain.Command, ARRIVAL, *SERVED, *STANDS, *MERGES, *MOVES, *LIKELY, first=FIRST)
asked_to_move = whatever(
    RegisterArrival | EndStay | LeaveCountry | ComeBack | CloseCase | ReopenCase | TransferCommand,
    ARRIVAL,
    *STANDS,
    *MOVES,
    *LIKELY,
    first=FIRST,
)
asked_to_serve = whatever(
    RegisterArrival
    | CorrectDetails
    | RegisterHomeMunicipality
    | HandOver
    | GiveLanguageInformation
    | ChooseLanguage
    | EndStay
    | CloseCase,
    ARRIVAL,
    *SERVED,
    STANDS[0],
    STANDS[3],
    first=FIRST,
)


# --- one case ---------------------------------------------------------------------------------------------------------


@pytest.mark.decider("intake", "case")
@given(asked_all)
def test_a_case_is_one_municipalitys_at_a_time_and_moves_by_an_acceptance_alone(asked: list[Any]) -> None:
    owner = None
    for step in CASE.lives(asked):
        for fact in step.facts:
            match fact:
                case ArrivalRegistered(municipality=municipality):
                    assert owner is None
                    owner = municipality
                case TransferAccepted(sender=sender, receiver=receiver):
                    assert owner == sender
                    owner = receiver
                case TransferOffered() | TransferDeclined() | TransferWithdrawn() | TransferExpired():
                    assert fact.sender == owner != fact.receiver
                case _:
                    assert fact.municipality_of() in (owner, None)
        assert owner == (None if isinstance(step.after, NoCase) else step.after.case.municipality)


@given(asked_to_move)
def test_one_offer_at_most_is_open_and_it_ends_once_by_who_was_asked_or_who_asked(asked: list[Any]) -> None:
    open_offer: TransferOffered | None = None
    for step in CASE.lives(asked):
        for fact in step.facts:
            match fact:
                case TransferOffered():
                    assert open_offer is None
                    assert fact.receiver in DEPLOYMENT
                    open_offer = fact
                case TransferAccepted() if isinstance(step.command, MoveMerged):
                    assert isinstance(step.before, MergedCase)
                case TransferAccepted() | TransferDeclined() | TransferWithdrawn() | TransferExpired():
                    assert open_offer is not None
                    assert (fact.offer, fact.receiver) == (open_offer.offer, open_offer.receiver)
                    if not isinstance(fact, TransferExpired):
                        assert step.command.today <= open_offer.expires_on
                    open_offer = None
        assert (open_offer is not None) is isinstance(step.after, OfferedCase)


@given(asked_to_move)
def test_a_closed_case_goes_on_only_by_being_reopened(asked: list[Any]) -> None:
    """Whose it is may still be found out: it may be merged into another, and what it leads be parted from it."""
    closed = False
    for step in CASE.lives(asked):
        for fact in step.facts:
            if closed:
                assert isinstance(fact, CaseReopened | MergedIntoCase | MergeUndone | CaseSeparated | TransferAccepted)
                assert isinstance(step.before, ClosedCase | MergedCase)
            else:
                assert not isinstance(fact, CaseReopened)
            closed = isinstance(fact, CaseClosed) or (closed and not isinstance(fact, CaseReopened))


@given(asked_all)
def test_a_merged_case_takes_no_command_but_to_go_along_and_to_be_parted(asked: list[Any]) -> None:
    for step in CASE.lives(asked):
        if isinstance(step.before, MergedCase):
            assert all(isinstance(fact, TransferAccepted | CaseSeparated | MergeUndone) for fact in step.facts)
        if isinstance(step.after, MergedCase) and not isinstance(step.before, MergedCase):
            assert step.after.before == step.before


@given(asked_to_move)
def test_who_is_abroad_was_at_home_before_and_comes_back_once(asked: list[Any]) -> None:
    gone = None
    for fact in CASE.facts(asked):
        match fact:
            case LeftCountry():
                assert gone is None
                assert fact.back_by is None or fact.back_by > fact.left_on
                gone = fact
            case CameBack():
                assert gone is not None
                assert fact.returned_on >= gone.left_on
                gone = None
            case CaseClosed():
                gone = None
            case TransferOffered():
                assert gone is None


@given(asked_to_serve)
def test_a_language_is_chosen_by_who_was_told_that_it_is_his_to_choose(asked: list[Any]) -> None:
    told = None
    for fact in CASE.facts(asked):
        if isinstance(fact, LanguageInformationGiven):
            told = fact.given_on
        if isinstance(fact, LanguageOfIntegrationChosen):
            assert told is not None
            assert fact.chosen_on >= told


@given(asked_to_serve)
def test_one_authority_hands_over_to_another_each_time(asked: list[Any]) -> None:
    handed = [fact for fact in CASE.facts(asked) if isinstance(fact, ResponsibilityHandedOver)]
    answers = [Authority.MUNICIPALITY, *(fact.receiver for fact in handed)]
    assert [fact.sender for fact in handed] == answers[:-1]
    assert all(fact.sender is not fact.receiver for fact in handed)


@given(asked_to_serve)
def test_nobody_stays_without_a_home_but_under_a_consent_and_no_resident_is_closed_as_if_he_did(
    asked: list[Any],
) -> None:
    for step in CASE.lives(asked):
        for fact in step.facts:
            if isinstance(fact, ArrivalRegistered):
                assert fact.residence is Residence.HOME or fact.consent is not None
            if isinstance(fact, CaseClosed) and step.before.case.residence is Residence.HOME:
                assert isinstance(step.command, CloseCase)
                assert step.command.reason not in domain.ENDS_A_STAY
            if isinstance(fact, CaseClosed) and isinstance(step.command, EndStay):
                assert step.before.case.consent == step.command.consent


# --- several cases ----------------------------------------------------------------------------------------------------

CASES = [UUID(int=number) for number in (11, 12, 13)]
one_of_them = st.sampled_from(CASES)


@dataclass
class Cases:
    """Three cases that are said to be one person's; what two streams are told they are told together, or not at all."""

    standing: dict[UUID, Any] = field(default_factory=dict)
    facts: list[tuple[UUID, Event]] = field(default_factory=list)

    def ask(self, *asked: tuple[UUID, Any]) -> None:
        decided: list[tuple[UUID, Event]] = []
        try:
            for case, command in asked:
                decided += [(case, fact) for fact in domain.decide(command, self.standing.get(case, states.INITIAL))]
        except Refused:
            return
        for case, fact in decided:
            state = self.standing.get(case, states.INITIAL)
            self.standing[case] = domain.evolve(state, recorded(fact))
        self.facts += decided

    def led_by(self, case: UUID) -> list[UUID]:
        """What was merged into a case, and what was merged into that."""
        state = self.standing.get(case, states.INITIAL)
        direct = [] if isinstance(state, NoCase) else [one.other_case for one in state.case.merges]
        return direct + [each for one in direct for each in self.led_by(one)]


@st.composite
def merges_and_moves(draw: st.DrawFn) -> Cases:
    """Three cases in one municipality, merged, parted, closed, reopened and moved as the API moves them."""
    cases = Cases()
    for case in CASES:
        cases.ask((case, RegisterArrival("905", case, TODAY, Channel.FORM, DETAILS, BACKGROUND)))
    for number in range(draw(st.integers(1, 25))):
        case, offer, merge = draw(one_of_them), UUID(int=100 + number), UUID(int=200 + number)
        held = cases.standing[case]
        place = held.case.municipality
        match draw(
            st.sampled_from(["merge", "merge", "undo", "close", "reopen", "leave", "move", "offer", "withdraw"])
        ):
            case "merge":
                other = draw(one_of_them)
                if other != case:
                    cases.ask(
                        (case, LeadMerge(place, merge, other, TODAY)), (other, JoinMerge(place, merge, case, TODAY))
                    )
            case "undo" if held.case.merges:
                one = draw(st.sampled_from(held.case.merges))
                cases.ask((case, UndoMerge(place, one.merge)), (one.other_case, Separate(one.merge)))
            case "close":
                cases.ask((case, CloseCase(place, TODAY, ClosingReason.SERVED, TODAY)))
            case "reopen":
                cases.ask((case, ReopenCase(place, TODAY, TODAY)))
            case "leave":
                cases.ask((case, LeaveCountry(place, TODAY, None, TODAY)))
            case "offer":
                cases.ask((case, OfferTransfer(place, "272", offer, TODAY, TODAY, DEPLOYMENT)))
            case "withdraw" if isinstance(held, OfferedCase):
                cases.ask((case, WithdrawTransfer(place, held.offer, WithdrawalReason.STAYS, TODAY)))
            case "move":
                receiver = "410" if place != "410" else "905"
                cases.ask((case, OfferTransfer(place, receiver, offer, TODAY, TODAY, DEPLOYMENT)))
                along = MoveMerged(place, receiver, offer, TODAY)
                cases.ask(
                    (case, AcceptTransfer(receiver, offer, TODAY, TODAY)), *((one, along) for one in cases.led_by(case))
                )
    return cases


@given(merges_and_moves())
def test_a_merged_case_points_at_one_that_leads_it_and_is_the_same_municipalitys(cases: Cases) -> None:
    for case, state in cases.standing.items():
        if isinstance(state, MergedCase):
            leading = cases.standing[state.leading_case]
            assert [one.other_case for one in leading.case.merges if one.merge == state.merge] == [case]
            assert leading.case.municipality == state.case.municipality
        for one in state.case.merges:
            other = cases.standing[one.other_case]
            assert isinstance(other, MergedCase)
            assert (other.merge, other.leading_case) == (one.merge, case)


@given(merges_and_moves())
def test_no_two_cases_lead_each_other_even_by_a_third(cases: Cases) -> None:
    for case in CASES:
        state, seen = cases.standing[case], [case]
        while isinstance(state, MergedCase):
            assert state.leading_case not in seen
            seen.append(state.leading_case)
            state = cases.standing[state.leading_case]


# --- suspicions -------------------------------------------------------------------------------------------------------

scopes = st.sets(st.sampled_from(["905", "410", "272"]), max_size=3).map(frozenset)
others = st.just(UUID(int=2))
suspecting = whatever(
    suspicion.Command,
    (RaiseSuspicion, st.just(KEY), others, places, st.sampled_from(DuplicateBasis)),
    (DismissSuspicion, places, st.just(frozenset({"905", "410"})), scopes, st.sampled_from(DismissalReason)),
    (ConfirmSuspicion,),
    (RefuteSuspicion,),
)


@pytest.mark.decider("intake", "suspicion")
@given(suspecting)
def test_a_pair_is_suspected_once_and_ends_as_it_was_said_last(asked: list[Any]) -> None:
    facts = SUSPICION.facts(asked)
    assert sum(isinstance(fact, DuplicateSuspected) for fact in facts) == bool(facts)
    assert not facts or isinstance(facts[0], DuplicateSuspected)
    for fact, following in pairwise(facts):
        assert type(fact) is not type(following)
    assert {getattr(fact, "suspicion", None) for fact in facts} <= {suspicion.suspicion_of(UUID(int=2), KEY)}


@given(suspecting)
def test_only_who_may_know_of_both_cases_says_that_they_are_two_persons(asked: list[Any]) -> None:
    for step in SUSPICION.lives(asked):
        if isinstance(step.command, DismissSuspicion) and step.refusal is None:
            assert step.command.places <= step.command.scope
            assert step.command.municipality in step.command.places
        if any(isinstance(fact, DuplicateConfirmed) for fact in step.facts):
            assert isinstance(step.command, ConfirmSuspicion)
        if any(isinstance(fact, DuplicateDismissed) for fact in step.facts):
            assert isinstance(step.command, DismissSuspicion | RefuteSuspicion)
