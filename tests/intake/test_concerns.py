"""Concerns: raised by anybody, entrusted by the privacy officer, concluded by those who have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.intake.concerns.domain import INITIAL, Conclude, Entrust, Raise, Raised, decide, evolve
from shared.events import Event, Personal
from shared.events.intake.concerns import (
    ConcernConcluded,
    ConcernConclusion,
    ConcernDetails,
    ConcernEntrusted,
    ConcernKind,
    ConcernOutcome,
    ConcernRaised,
)
from shared.events.model import FreeText
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

CONCERN, CASE, PERSON, WORDS, TODAY = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4), date(2026, 3, 2)
DETAILS = ConcernDetails(kind=ConcernKind.WAGES, case=CASE)
given = Spec(INITIAL, decide, evolve).given
raised = ConcernRaised(
    concern=CONCERN,
    municipality="743",
    raised_on=TODAY,
    details=Personal(CONCERN, DETAILS),
    words=Personal(WORDS, FreeText(text="käteisenä")),
)
entrusted = ConcernEntrusted(concern=CONCERN, official="official-7")
concluded = ConcernConcluded(
    concern=CONCERN,
    concluded_on=TODAY,
    conclusion=Personal(CONCERN, ConcernConclusion(outcome=ConcernOutcome.PROTECTED)),
)


def raising(person: UUID | None = PERSON) -> Raise:
    return Raise(CONCERN, "743", TODAY, DETAILS, WORDS, "käteisenä", person)


def concluding(actor: str = "official-7", *, officer: bool = False, municipality: str = "743") -> Conclude:
    return Conclude(municipality, actor, officer, ConcernOutcome.PROTECTED, TODAY, client_here=True)


def test_a_concern_is_raised_once_and_can_be_erased_with_the_person() -> None:
    given().when(raising()).produces(raised)
    given(raised).when(raising()).stays_quiet()
    (fact,) = decide(raising(), INITIAL)
    assert isinstance(fact, ConcernRaised)
    assert (fact.details.parents, fact.words.parents) == ((PERSON,), (CONCERN, PERSON))
    (nobodys,) = decide(raising(None), INITIAL)
    assert isinstance(nobodys, ConcernRaised)
    assert (nobodys.details.parents, nobodys.words.parents) == ((), (CONCERN,))


def test_it_stays_known_which_client_it_is_about_and_who_reads_it() -> None:
    given(raised, entrusted).is_in(Raised(CONCERN, "743", DETAILS, frozenset({"official-7"})))


def test_the_officer_entrusts_officials_with_it() -> None:
    given(raised).when(Entrust("743", "official-7")).produces(entrusted)
    given(raised, entrusted).when(Entrust("743", "official-7")).stays_quiet()
    given(raised, concluded).when(Entrust("743", "official-7")).refuses("concern.already_concluded")


def test_the_officer_and_those_entrusted_conclude_it_once() -> None:
    given(raised).when(concluding(officer=True)).produces(concluded)
    given(raised, entrusted).when(concluding()).produces(concluded)
    given(raised, entrusted, concluded).when(concluding()).refuses("concern.already_concluded")


def test_only_a_client_of_the_municipality_can_be_protected() -> None:
    gone = replace(concluding(officer=True), client_here=False)
    given(raised).when(gone).refuses("concern.no_client_to_protect", "outcome")
    advised = concluded.model_copy(
        update={"conclusion": Personal(CONCERN, ConcernConclusion(outcome=ConcernOutcome.ADVISED))}
    )
    given(raised).when(replace(gone, outcome=ConcernOutcome.ADVISED)).produces(advised)


@pytest.mark.parametrize("history", [(), (raised,), (raised, concluded)])
def test_to_whoever_is_not_entrusted_there_is_no_concern(history: tuple[Event, ...]) -> None:
    given(*history).when(concluding("official-8")).refuses("access.not_found")
    given(*history).when(concluding(officer=True, municipality="905")).refuses("access.not_found")
    given(*history).when(Entrust("905", "official-8")).refuses("access.not_found")


def test_a_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow Unheard"):
        evolve(INITIAL, recorded(concluded))
