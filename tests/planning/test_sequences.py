"""Whatever is asked in whatever order: every state answers every command, and the law and the counting hold."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from services.planning.agreement import AgreePlan, HearChild, RecordAgreement
from services.planning.aims import DropGoal, FinishMeasure, PlanMeasure, ReachGoal, SetGoal
from services.planning.domain import (
    INITIAL,
    Command,
    DraftPlan,
    MoveDuties,
    RequirePlan,
    ResumeDuties,
    SuspendDuties,
    TakeUpCase,
    UpdatePlan,
    decide,
    evolve,
)
from services.planning.in_force import EndPlan, ExtendPlan, LetPlanEnd, RecordBreach, ReviewPlan
from services.planning.onward.domain import (
    AnswerApplication,
    Apply,
    BeginPath,
    CheckNextStep,
    EndPath,
    NotePlacementEnd,
    NotePlacementStart,
    TakeNextStep,
)
from services.planning.referral.consents import EndConsent, NoteConsent
from services.planning.referral.domain import ExpireReferrals
from services.planning.referral.groups import (
    AcceptReferral,
    CompleteReferral,
    DeclineReferral,
    QueueReferral,
    ReferToService,
    StartReferral,
    TurnReferralAway,
)
from services.planning.referral.known import Provider
from services.planning.referral.services import (
    AcceptClient,
    Accompany,
    BeginService,
    By,
    CompleteService,
    DeclineClient,
    RevokeReferral,
    SendReferral,
)
from services.planning.standing import Agreed, State
from services.planning.words import Words
from shared.errors import Refused
from shared.events import Event
from shared.events.planning import (
    Goals,
    PlanAgreed,
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralDeclineReason,
    ReferralOutcome,
    ReferralStarted,
)
from shared.events.planning.onward import (
    ApplicationOutcome,
    AppliedTo,
    NextStepMissing,
    PathKind,
    PathOutcome,
    StepKind,
)
from shared.events.planning.plans import DropReason, ExtensionGround, Party, PlanEndReason, PlanExtended, Responsible
from shared.events.planning.services import (
    AccompaniedBy,
    Disclosed,
    ProviderAsked,
    RevocationReason,
    Sector,
    ServiceDeclineReason,
    ServiceOutcome,
    ServiceReferralAccepted,
)
from shared.regions.texts import LANGUAGES, text
from tests.planning.facts import BEGIN_BY, EXTENSION, LAUKAA, LIMITS, LONGEST, NARPES, REVIEW, TOTAL, VAASA
from tests.planning.test_onward import WITHIN
from tests.planning.test_services import terms
from tests.spec import recorded

pytestmark = pytest.mark.unit

places = st.sampled_from([VAASA, NARPES, LAUKAA])
ids = st.integers(1, 3).map(lambda number: UUID(int=number))
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
months = st.integers(-1, 30)
goals = st.sampled_from([Goals(goals=("B1",)), Goals(goals=())])
today = st.just(date(2027, 1, 1))

words = st.just(Words(UUID(int=9), "Näin on"))
providers = st.lists(
    st.builds(Provider, ids, st.sampled_from(Sector), places, st.sampled_from(["Seura", "Firma"])), max_size=2
).map(tuple)
askers = st.builds(By, places, st.none() | st.sampled_from(["Seura", "Firma", "Muu"]))

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(TakeUpCase, places, ids),
    st.builds(RequirePlan, days, st.just(BEGIN_BY)),
    st.builds(DraftPlan, places, ids, days, months, goals, st.just(LONGEST), today),
    st.builds(UpdatePlan, places, months, goals, st.just(LONGEST)),
    st.builds(AgreePlan, places, days, st.just(LIMITS), today),
    st.builds(ReferToService, places, ids, ids, places, st.none()),
    st.builds(AcceptReferral, ids),
    st.builds(QueueReferral, ids, st.integers(1, 9)),
    st.builds(TurnReferralAway, ids),
    st.builds(StartReferral, ids, days),
    st.builds(DeclineReferral, places, ids, st.sampled_from(ReferralDeclineReason)),
    st.builds(CompleteReferral, places, ids, days, st.sampled_from(ReferralOutcome), today),
    st.builds(MoveDuties, places, places, days),
    st.builds(RecordAgreement, places, st.sampled_from(Party), days, st.just(LIMITS), today),
    st.builds(HearChild, places, days, words, today),
    st.builds(ReviewPlan, places, days, st.none() | words, st.just(REVIEW), today),
    st.builds(
        ExtendPlan,
        places,
        months,
        st.none() | st.just(ExtensionGround.LITERACY),
        st.just(TOTAL),
        st.just(EXTENSION),
        today,
    ),
    st.builds(EndPlan, places, days, st.sampled_from(PlanEndReason), today),
    st.builds(LetPlanEnd, days),
    st.builds(RecordBreach, st.sampled_from(["plan", "review"]), days),
    st.builds(SuspendDuties, days),
    st.builds(ResumeDuties, days),
    st.builds(SetGoal, places, ids, words, st.sampled_from(Responsible), st.none() | days),
    st.builds(ReachGoal, places, ids, days, today),
    st.builds(DropGoal, places, ids, days, st.sampled_from(DropReason), today),
    st.builds(PlanMeasure, places, ids, st.none() | ids, words, st.sampled_from(Responsible), st.none() | days, days),
    st.builds(FinishMeasure, places, ids, days, today),
    st.builds(SendReferral, places, ids, providers, days, st.just((Disclosed.NAME,)), st.none() | words, days),
    st.builds(AcceptClient, askers, ids, st.none() | ids, days),
    st.builds(DeclineClient, askers, ids, st.none() | ids, st.sampled_from(ServiceDeclineReason)),
    st.builds(BeginService, askers, ids, days, today),
    st.builds(CompleteService, askers, ids, days, st.sampled_from(ServiceOutcome), today),
    st.builds(Accompany, places, ids, st.none() | ids, days, st.sampled_from(AccompaniedBy), today),
    st.builds(RevokeReferral, places, ids, st.sampled_from(RevocationReason)),
    st.builds(ExpireReferrals, days),
    st.builds(NoteConsent, ids, days, st.sampled_from([terms("Seura"), terms("Firma")])),
    st.builds(EndConsent, ids, days),
    st.builds(Apply, places, ids, days, st.sampled_from(AppliedTo), st.none() | words, today),
    st.builds(AnswerApplication, places, ids, days, st.sampled_from(ApplicationOutcome), today),
    st.builds(BeginPath, places, ids, days, st.sampled_from(PathKind), today),
    st.builds(EndPath, places, ids, days, st.sampled_from(PathOutcome), today),
    st.builds(TakeNextStep, places, days, st.sampled_from(StepKind), today),
    st.builds(NotePlacementStart, ids, days),
    st.builds(NotePlacementEnd, ids, days),
    st.builds(CheckNextStep, st.just(WITHIN), days),
)


def lived(asked: list[Command]) -> tuple[State, list[Event]]:
    """The state and the facts after everything that was asked and not refused."""
    state: State = INITIAL
    facts: list[Event] = []
    for command in asked:
        with suppress(Refused):
            for fact in decide(command, state):
                state = evolve(state, recorded(fact, len(facts) + 1))
                facts.append(fact)
    return state, facts


@pytest.mark.decider("planning", "case")
@settings(max_examples=300, deadline=None)
@given(st.lists(commands, max_size=40), commands)
def test_every_state_answers_every_command_with_facts_that_fold_or_a_refusal_with_words(
    asked: list[Command], command: Command
) -> None:
    state, facts = lived(asked)
    answer: list[Event] | Refused
    try:
        answer = list(decide(command, state))
    except Refused as refusal:
        answer = refusal
    if isinstance(answer, Refused):
        assert all(text(answer.code, language, **answer.fault.params) for language in LANGUAGES)
    else:
        for fact in answer:
            state = evolve(state, recorded(fact, len(facts) + 1))


@settings(max_examples=300, deadline=None)
@given(st.lists(commands, max_size=60))
def test_a_referral_is_accepted_at_most_once_and_ends_at_most_once(asked: list[Command]) -> None:
    _, facts = lived(asked)
    counted = Counter((type(fact).__name__, fact.referral) for fact in facts if hasattr(fact, "referral"))
    ends = Counter(fact.referral for fact in facts if isinstance(fact, ReferralDeclined | ReferralCompleted))
    once = [ReferralAccepted.name, ReferralStarted.name, "ReferredToService"]
    assert all(times == 1 for (name, _), times in counted.items() if name in once)
    assert all(times == 1 for times in ends.values())


# Sequences that have a chance of an agreement: whatever length and day, drafted, updated and agreed in order.
@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 30),
    st.lists(st.integers(1, 30), max_size=3),
    days,
    st.integers(0, 60),
    st.lists(st.integers(1, 30), max_size=2),
)
def test_an_agreed_plan_is_never_longer_than_the_law_allows(
    first: int, lengths: list[int], drafted_on: date, later: int, afterwards: list[int]
) -> None:
    some = Goals(goals=("B1",))
    agreed_on = drafted_on + timedelta(days=later)
    state, facts = lived(
        [
            TakeUpCase(VAASA, UUID(int=1)),
            RequirePlan(drafted_on, BEGIN_BY),
            DraftPlan(VAASA, UUID(int=2), drafted_on, first, some, LONGEST, date.max),
            *(UpdatePlan(VAASA, length, some, LONGEST) for length in lengths),
            AgreePlan(VAASA, agreed_on, LIMITS, date.max),
            *(UpdatePlan(VAASA, length, some, LONGEST) for length in afterwards),
        ]
    )
    agreements = [fact for fact in facts if isinstance(fact, PlanAgreed)]
    assert len(agreements) == (first <= 12)
    for fact in agreements:
        assert fact.agreed_on < fact.ends_on <= fact.agreed_on + relativedelta(years=1)
        assert fact.agreed_on < fact.review_by <= min(fact.ends_on, fact.agreed_on + relativedelta(months=6))
        assert isinstance(state, Agreed)
        assert state.agreed_on + relativedelta(months=state.months) == state.ends_on == fact.ends_on


service_commands = st.one_of(
    st.builds(SendReferral, st.just(VAASA), ids, providers, days, st.just(()), st.none(), st.just(date(2025, 1, 1))),
    st.builds(AcceptClient, askers, ids, st.none() | ids, days),
    st.builds(DeclineClient, askers, ids, st.none() | ids, st.sampled_from(ServiceDeclineReason)),
    st.builds(CompleteService, askers, ids, days, st.sampled_from(ServiceOutcome), today),
    st.builds(NoteConsent, ids, st.just(date(2027, 1, 1)), st.sampled_from([terms("Seura"), terms("Firma")])),
    st.builds(EndConsent, ids, days),
    st.builds(ExpireReferrals, days),
    st.builds(CheckNextStep, st.just(WITHIN), days),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(service_commands, max_size=40))
def test_a_referral_to_services_is_accepted_at_most_once_and_nobody_outside_is_asked_without_a_consent(
    asked: list[Command],
) -> None:
    _, facts = lived([TakeUpCase(VAASA, UUID(int=1)), *asked])
    acceptances = Counter(fact.referral for fact in facts if isinstance(fact, ServiceReferralAccepted))
    assert all(times == 1 for times in acceptances.values())
    for fact in facts:
        if isinstance(fact, ProviderAsked):
            own = fact.sector is Sector.OFFICIAL and fact.provider == VAASA
            assert own is (fact.consent is None)
    missing = Counter((fact.ending, fact.ended_on) for fact in facts if isinstance(fact, NextStepMissing))
    assert all(times == 1 for times in missing.values())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=6))
def test_all_of_a_clients_plans_together_keep_to_the_law(lengths: list[tuple[int, bool]]) -> None:
    start = date(2026, 1, 1)
    ground = ExtensionGround.LITERACY
    state, facts = lived(
        [
            TakeUpCase(VAASA, UUID(int=1)),
            RequirePlan(start, BEGIN_BY),
            DraftPlan(VAASA, UUID(int=2), start, 12, Goals(goals=("B1",)), LONGEST, start),
            AgreePlan(VAASA, start, LIMITS, start),
            *(ExtendPlan(VAASA, n, ground if with_it else None, TOTAL, EXTENSION, start) for n, with_it in lengths),
        ]
    )
    assert isinstance(state, Agreed)
    assert state.ends_on <= start + relativedelta(years=4)
    for fact in facts:
        if isinstance(fact, PlanExtended) and fact.ends_on > start + relativedelta(years=2):
            assert fact.extension is not None
            assert fact.rule.rule == "total_plan_extension"
