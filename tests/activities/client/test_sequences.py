"""Whatever is asked of a client in whatever order: one mentor at a time, nothing ends twice, refusals have texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.activities.client.domain import INITIAL, Client, Command, State, decide, evolve
from shared.errors import Refused
from shared.events import Event
from shared.events.activities.placements import MentoringEnded, PlacementEnded
from shared.regions.texts import LANGUAGES, text
from tests.activities.client.facts import (
    NARPES,
    VAASA,
    answer,
    begin,
    decide_candidacy,
    end,
    know,
    meet,
    move,
    note_level,
    note_skills,
    offer,
    pair,
    part,
    seek,
    start,
)
from tests.spec import recorded

pytestmark = pytest.mark.unit
ids = st.integers(1, 3).map(lambda n: UUID(int=n))
places = st.sampled_from([VAASA, VAASA, VAASA, NARPES])


@pytest.mark.decider("activities", "client")
class AClient(RuleBasedStateMachine):
    """A client of whom everything is recorded in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = INITIAL
        self.facts: list[Event] = []

    def ask(self, command: Command) -> None:
        try:
            facts = list(decide(command, self.state))
        except Refused as refusal:
            for language in LANGUAGES:
                text(refusal.code, language, **refusal.fault.params)
            return
        for fact in facts:
            self.facts.append(fact)
            self.state = evolve(self.state, recorded(fact, len(self.facts)))

    @rule(command=st.sampled_from([know, move, note_skills, note_level, decide_candidacy]))
    def hears(self, command: Command) -> None:
        self.ask(command)

    @rule(command=st.sampled_from([seek, offer, answer, begin]), place=places)
    def is_asked(self, command: Command, place: str) -> None:
        self.ask(replace(command, municipality=place))  # type: ignore[type-var, call-arg]

    @rule(command=st.sampled_from([start, end]), one=ids, place=places)
    def works(self, command: Command, one: UUID, place: str) -> None:
        self.ask(replace(command, municipality=place, placement=one))  # type: ignore[type-var, call-arg]

    @rule(command=st.sampled_from([pair, meet, part]), one=ids, place=places)
    def is_mentored(self, command: Command, one: UUID, place: str) -> None:
        self.ask(replace(command, municipality=place, pairing=one))  # type: ignore[type-var, call-arg]

    @invariant()
    def there_is_one_mentor_at_a_time(self) -> None:
        if isinstance(self.state, Client):
            assert sum(not span.over for span in self.state.pairings.values()) <= 1

    @invariant()
    def what_is_over_has_begun(self) -> None:
        ended = Counter(type(fact) for fact in self.facts)
        if isinstance(self.state, Client):
            assert ended[PlacementEnded] >= sum(span.over for span in self.state.placements.values())
            assert ended[MentoringEnded] >= sum(span.over for span in self.state.pairings.values())
        else:
            assert self.facts == []


TestAClient = AClient.TestCase
TestAClient.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
