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
from shared.events.activities.vacancies import CandidateAccepted, VacancyPlaceFreed, VacancyPlaceTaken
from shared.regions.texts import LANGUAGES, text
from tests.activities.vacancy.facts import (
    DETAILS,
    LAST,
    NARPES,
    TODAY,
    VAASA,
    accept,
    accepted,
    begin,
    begun,
    close,
    closed,
    decline,
    declined,
    end,
    given,
    over,
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


def test_a_placement_takes_a_place_and_its_end_frees_it() -> None:
    given(posted).when(begin(1)).produces(begun(1))
    given(posted, begun(1)).when(begin(1)).stays_quiet()
    given(posted, begun(1), begun(2)).when(propose(3)).refuses("vacancy.filled")
    given(posted, begun(1), begun(2)).when(end(2)).produces(over(2))
    given(posted, begun(1), begun(2), over(2)).when(propose(3)).produces(proposed(3))
    given(posted, begun(1), over(1)).when(end(1)).stays_quiet()


def test_an_accepted_candidate_who_begins_has_one_place_and_leaves_it_at_the_end() -> None:
    full = (posted, proposed(1), accepted(1), begun(1), proposed(2), accepted(2))
    given(posted, proposed(1), accepted(1), begun(1)).when(propose(2)).produces(proposed(2))
    given(*full).when(propose(3)).refuses("vacancy.filled")
    given(*full, over(1)).when(propose(3)).produces(proposed(3))
    again = replace(propose(1), candidacy=UUID(int=99))
    given(*full, over(1)).when(again).produces(proposed(1).model_copy(update={"candidacy": UUID(int=99)}))
    given(*full, over(1)).when(decline(1)).refuses("candidate.already_decided")


def test_whoever_has_two_placements_keeps_the_place_until_both_are_over() -> None:
    second = begun(1).model_copy(update={"placement": UUID(int=999)})
    twice = (posted, proposed(1), accepted(1), begun(1), second, begun(2))
    given(*twice, over(1)).when(propose(3)).refuses("vacancy.filled")
    given(*twice, over(1), over(1).model_copy(update={"placement": UUID(int=999)})).when(propose(3)).produces(
        proposed(3)
    )


def test_a_placement_that_has_begun_is_told_of_whether_there_is_room_or_not() -> None:
    given(*FULL).when(begin(3)).produces(begun(3))
    given(*FULL, begun(3), over(3)).when(propose(4)).refuses("vacancy.filled")
    given(posted, closed).when(begin(1)).produces(begun(1))
    given(posted, closed, begun(1)).when(end(1)).produces(over(1))
    given(posted, closed, begun(1), over(1)).when(propose(1)).refuses("vacancy.closed")
    given().when(begin(1)).stays_quiet()
    given().when(end(1)).stays_quiet()


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


@pytest.mark.decider("activities", "vacancy")
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

    @rule(number=numbers)
    def begins(self, number: int) -> None:
        self.ask(begin(number))

    @rule(number=numbers)
    def has_ended(self, number: int) -> None:
        self.ask(end(number))

    def taken(self) -> int:
        """Who has a place: accepted or begun, and not over since."""
        holders: set[UUID] = set()
        for fact in self.facts:
            match fact:
                case CandidateAccepted(case=one) | VacancyPlaceTaken(case=one):
                    holders.add(one)
                case VacancyPlaceFreed(case=one):
                    holders.discard(one)
        return len(holders)

    @invariant()
    def whoever_has_a_place_is_counted_once_and_it_is_filled_when_all_have_one(self) -> None:
        taken = self.taken()
        match self.state:
            case NotPosted():
                assert self.facts == []
            case Open(vacancy):
                assert taken == vacancy.taken < vacancy.details.places
            case Filled(vacancy):
                assert taken == vacancy.taken >= vacancy.details.places
            case Closed(vacancy):
                assert taken == vacancy.taken


TestAVacancy = AVacancy.TestCase
TestAVacancy.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
