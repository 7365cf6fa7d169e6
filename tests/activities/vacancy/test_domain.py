"""What may be done with a vacancy, said as sentences, and what never happens whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.activities.vacancy.domain import INITIAL, Closed, Command, Filled, NotPosted, Open, State, decide, evolve
from shared.errors import Refused
from shared.events import Event
from shared.events.activities.texts import PublishedText
from shared.events.activities.vacancies import CandidateAccepted
from shared.regions.texts import LANGUAGES, text
from tests.activities.vacancy.facts import (
    DETAILS,
    LAST,
    NARPES,
    TODAY,
    VAASA,
    accept,
    accepted,
    close,
    closed,
    decline,
    declined,
    given,
    post,
    posted,
    propose,
    proposed,
)
from tests.spec import recorded

pytestmark = pytest.mark.unit
DAY = timedelta(days=1)
FULL: tuple[Event, ...] = (posted, proposed(1), proposed(2), proposed(3), accepted(1), accepted(2))


def test_a_vacancy_is_posted_once_in_every_language_and_before_its_last_day() -> None:
    given().when(post).produces(posted)
    given(posted).when(post).refuses("vacancy.already_posted")
    swedish = DETAILS.model_copy(update={"title": PublishedText(sv="Trädgårdsmästare")})
    given().when(replace(post, details=swedish)).refuses("vacancy.language_missing", "title.fi")
    given().when(replace(post, required=("en",))).refuses("vacancy.language_missing", "title.en")
    english = DETAILS.model_copy(update={"title": PublishedText(fi="Puutarhuri", sv="Trädgårdsmästare", en="Gardener")})
    given().when(replace(post, details=english, required=("en",))).produces(
        posted.model_copy(update={"details": english})
    )
    given().when(replace(post, until=TODAY - DAY)).refuses("vacancy.day_has_passed", "until")
    given().when(replace(post, until=TODAY)).produces(posted.model_copy(update={"until": TODAY}))
    given().when(replace(post, until=None)).produces(posted.model_copy(update={"until": None}))


def test_somebody_is_proposed_by_their_own_municipality_for_work_anywhere() -> None:
    given(posted).when(propose(1)).produces(proposed(1))
    given().when(propose(1)).refuses("access.not_found")


def test_nobody_is_proposed_twice_at_a_time_but_again_after_a_no() -> None:
    again = replace(propose(1), candidacy=UUID(int=99))
    given(posted, proposed(1)).when(again).refuses("candidate.already_proposed", "case")
    given(posted, proposed(1), accepted(1)).when(again).refuses("candidate.already_proposed", "case")
    given(posted, proposed(1)).when(propose(1)).stays_quiet()
    given(posted, proposed(1), declined(1)).when(again).produces(
        proposed(1).model_copy(update={"candidacy": UUID(int=99)})
    )


def test_until_the_last_day_candidates_are_taken() -> None:
    given(posted).when(replace(propose(1), today=LAST)).produces(proposed(1))
    given(posted).when(replace(propose(1), today=LAST + DAY)).refuses("vacancy.day_has_passed")
    given(posted.model_copy(update={"until": None})).when(replace(propose(1), today=LAST + DAY)).produces(proposed(1))


def test_a_person_decides_yes_or_no_once() -> None:
    given(posted, proposed(1)).when(accept(1)).produces(accepted(1))
    given(posted, proposed(1), accepted(1)).when(accept(1)).stays_quiet()
    given(posted, proposed(1), accepted(1)).when(decline(1)).refuses("candidate.already_decided")
    given(posted, proposed(1)).when(decline(1)).produces(declined(1))
    given(posted, proposed(1), declined(1)).when(decline(1)).stays_quiet()
    given(posted, proposed(1), declined(1)).when(accept(1)).refuses("candidate.already_decided")
    given(posted, proposed(1)).when(replace(accept(1), decided_on=TODAY + DAY)).refuses(
        "candidate.day_in_the_future", "decided_on"
    )
    given(posted, proposed(1)).when(replace(decline(1), decided_on=TODAY + DAY)).refuses(
        "candidate.day_in_the_future", "decided_on"
    )


def test_when_every_place_is_given_nobody_else_is_taken_but_a_no_is_still_recorded() -> None:
    given(*FULL).when(propose(4)).refuses("vacancy.filled")
    given(*FULL).when(accept(3)).refuses("vacancy.filled")
    given(*FULL).when(decline(3)).produces(declined(3))


def test_a_vacancy_is_closed_where_the_work_is() -> None:
    given(posted).when(close).produces(closed)
    given(*FULL).when(close).produces(closed)
    given(posted, closed).when(close).stays_quiet()
    given(posted).when(replace(close, closed_on=TODAY + DAY)).refuses("vacancy.day_in_the_future", "closed_on")
    given(posted).when(replace(close, municipality=VAASA)).refuses("access.not_found")
    given().when(close).refuses("access.not_found")
    given(posted, proposed(1), closed).when(propose(2)).refuses("vacancy.closed")
    given(posted, proposed(1), closed).when(accept(1)).refuses("vacancy.closed")
    given(posted, proposed(1), closed).when(decline(1)).produces(declined(1))


@pytest.mark.parametrize("command", [accept(1, NARPES), decline(1, NARPES), accept(9), decline(9)])
def test_a_candidacy_is_its_proposers(command: Command) -> None:
    given(posted, proposed(1)).when(command).refuses("access.not_found")
    given().when(command).refuses("access.not_found")


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotPosted"):
        given(closed).when(close).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow Filled"):
        given(*FULL, proposed(4)).when(close).stays_quiet()


numbers = st.integers(1, 5)


class AVacancy(RuleBasedStateMachine):
    """A vacancy with two places that everybody is proposed for."""

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

    @initialize()
    def is_posted(self) -> None:
        self.ask(post)

    @rule(number=numbers, places=st.sampled_from([VAASA, NARPES]))
    def is_proposed(self, number: int, places: str) -> None:
        self.ask(propose(number, places))

    @rule(number=numbers)
    def is_accepted(self, number: int) -> None:
        self.ask(accept(number))

    @rule(number=numbers)
    def is_declined(self, number: int) -> None:
        self.ask(decline(number))

    @rule()
    def is_closed(self) -> None:
        self.ask(close)

    @invariant()
    def no_more_are_taken_than_there_are_places(self) -> None:
        taken = sum(isinstance(fact, CandidateAccepted) for fact in self.facts)
        match self.state:
            case NotPosted():
                assert self.facts == []
            case Open(vacancy):
                assert taken == vacancy.accepted < vacancy.details.places
            case Filled(vacancy):
                assert taken == vacancy.accepted == vacancy.details.places
            case Closed(vacancy):
                assert taken == vacancy.accepted <= vacancy.details.places


TestAVacancy = AVacancy.TestCase
TestAVacancy.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
