"""Whatever is asked of an entry in whatever order: it has one owner, and after its end nothing is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.activities.directory.domain import INITIAL, Command, Ended, Listed, NotListed, State, decide, evolve
from shared.errors import Refused
from shared.events import Event
from shared.events.activities.directory import ServiceEnded, ServiceListed
from shared.regions.texts import LANGUAGES, text
from tests.activities.directory.facts import (
    CAFE,
    LAIHIA,
    PAID,
    PROJECT,
    TOWN,
    VAASA,
    change,
    end,
    hand_over,
    list_service,
)
from tests.spec import recorded

pytestmark = pytest.mark.unit
places = st.sampled_from([VAASA, VAASA, VAASA, LAIHIA])


@pytest.mark.decider("activities", "service")
class AnEntry(RuleBasedStateMachine):
    """An entry that several municipalities try to change."""

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

    @rule(place=places)
    def is_listed(self, place: str) -> None:
        self.ask(replace(list_service, municipality=place))

    @rule(place=places, details=st.sampled_from([CAFE, PAID]))
    def changes(self, place: str, details: object) -> None:
        self.ask(replace(change, municipality=place, details=details))  # type: ignore[arg-type]

    @rule(place=places, owner=st.sampled_from([TOWN, PROJECT]))
    def is_handed_over(self, place: str, owner: object) -> None:
        self.ask(replace(hand_over, municipality=place, owner=owner))  # type: ignore[arg-type]

    @rule(place=places)
    def ends(self, place: str) -> None:
        self.ask(replace(end, municipality=place))

    @invariant()
    def it_is_listed_first_and_ended_last(self) -> None:
        kinds = [type(fact) for fact in self.facts]
        assert kinds.count(ServiceListed) <= 1
        assert ServiceEnded not in kinds[:-1]
        match self.state:
            case NotListed():
                assert kinds == []
            case Listed(entry):
                assert kinds[0] is ServiceListed
                assert {fact.municipality for fact in self.facts} == {entry.municipality}  # type: ignore[attr-defined]
            case Ended():
                assert kinds[-1] is ServiceEnded


TestAnEntry = AnEntry.TestCase
TestAnEntry.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
