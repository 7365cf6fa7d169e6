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

from services.planning.domain import (
    INITIAL,
    AgreePlan,
    Command,
    DraftPlan,
    MoveDuties,
    RequirePlan,
    TakeUpCase,
    UpdatePlan,
    decide,
    evolve,
)
from services.planning.referral.groups import (
    AcceptReferral,
    CompleteReferral,
    DeclineReferral,
    QueueReferral,
    ReferToService,
    StartReferral,
    TurnReferralAway,
)
from services.planning.standing import Agreed, State
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
from shared.regions.texts import LANGUAGES, text
from tests.planning.facts import BEGIN_BY, LAUKAA, LIMITS, LONGEST, NARPES, VAASA
from tests.spec import recorded

pytestmark = pytest.mark.unit

places = st.sampled_from([VAASA, NARPES, LAUKAA])
ids = st.integers(1, 3).map(lambda number: UUID(int=number))
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
months = st.integers(-1, 30)
goals = st.sampled_from([Goals(goals=("B1",)), Goals(goals=())])
today = st.just(date(2027, 1, 1))

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
