"""Whatever is asked in whatever order: places are never exceeded, the queue keeps its order, nobody is there twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.activities.domain import INITIAL, Command, decide, evolve
from services.activities.standing import Full, NotOpen, State, WithPlaces
from shared.errors import Refused
from shared.events import Event
from shared.events.activities import AttendanceRecorded, ParticipantEnrolled, ParticipantQueued, ParticipantWithdrew
from shared.regions.texts import LANGUAGES, text
from tests.activities.facts import NARPES, VAASA, call, free, hold, open_group, take
from tests.spec import recorded

pytestmark = pytest.mark.unit

PEOPLE = 8
people = st.integers(1, PEOPLE)


@pytest.mark.decider("activities", "group")
class AGroup(RuleBasedStateMachine):
    """A group that people are referred to, leave, and attend, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = INITIAL
        self.facts: list[Event] = []

    def ask(self, command: Command) -> list[Event]:
        try:
            facts = list(decide(command, self.state))
        except Refused as refusal:
            for language in LANGUAGES:
                text(refusal.code, language, **refusal.fault.params)
            return []
        for fact in facts:
            self.facts.append(fact)
            self.state = evolve(self.state, recorded(fact, len(self.facts)))
        return facts

    @initialize(places=st.integers(1, 3))
    def opens(self, places: int) -> None:
        self.ask(
            type(open_group)(
                open_group.municipality,
                open_group.title,
                open_group.required,
                open_group.language,
                places,
                open_group.starts_on,
            )
        )
        self.ask(hold)

    @rule(number=people, provider=st.sampled_from([NARPES, NARPES, NARPES, VAASA]))
    def is_referred(self, number: int, provider: str) -> None:
        self.ask(take(number, provider))

    @rule(number=people)
    def leaves(self, number: int) -> None:
        waiting = self.waiting()
        facts = self.ask(free(number))
        for fact in facts:
            if isinstance(fact, ParticipantEnrolled):
                assert fact.referral == waiting[min(waiting)]

    @rule(number=people, present=st.booleans())
    def is_called(self, number: int, present: bool) -> None:
        self.ask(call((number, present)))

    def waiting(self) -> dict[int, object]:
        match self.state:
            case NotOpen():
                return {}
            case WithPlaces(group) | Full(group):
                return {number: one.referral for number, one in group.queue.items()}

    @invariant()
    def places_are_never_exceeded(self) -> None:
        match self.state:
            case NotOpen():
                assert not self.facts
            case WithPlaces(group):
                assert len(group.taken) < group.places
                assert not group.queue
            case Full(group):
                assert len(group.taken) == group.places
                assert not set(group.taken) & {one.referral for one in group.queue.values()}

    @invariant()
    def nobody_gets_two_places_or_numbers(self) -> None:
        enrolments = Counter(fact.referral for fact in self.facts if isinstance(fact, ParticipantEnrolled))
        numbers = Counter(fact.number for fact in self.facts if isinstance(fact, ParticipantQueued))
        leaves = Counter(fact.referral for fact in self.facts if isinstance(fact, ParticipantWithdrew))
        calls = Counter((fact.session, fact.referral) for fact in self.facts if isinstance(fact, AttendanceRecorded))
        assert all(times == 1 for counted in (enrolments, numbers, leaves, calls) for times in counted.values())

    @invariant()
    def numbers_rise(self) -> None:
        given = [fact.number for fact in self.facts if isinstance(fact, ParticipantQueued)]
        assert given == list(range(1, len(given) + 1))


TestAGroup = AGroup.TestCase
TestAGroup.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
