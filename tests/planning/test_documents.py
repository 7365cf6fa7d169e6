"""Plan documents: what they say in Finnish and Swedish, and that every version stays."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest

from services.planning.document import domain
from services.planning.document.domain import Issued, IssueDocument, NeverIssued
from services.planning.document.sheet import Sheet, document, gathered, rendered
from shared.events import Event, FreeText, Personal, Unreadable
from shared.events.planning import PlanUpdated
from shared.events.planning.documents import DocumentText, PlanDocumentIssued
from shared.events.planning.plans import (
    ChildHeard,
    Dropped,
    DropReason,
    GoalDropped,
    GoalReached,
    MeasureDone,
    Party,
    PartyAgreed,
    PlanKind,
    PlanKindChosen,
    PlanReviewed,
)
from shared.regions.traces import traced
from tests.planning.facts import (
    LAST_DAY,
    OTHER_GOALS,
    PERSON,
    PLAN,
    REVIEW,
    TODAY,
    VAASA,
    agreed,
    drafted,
    required,
    taken_up,
)
from tests.planning.test_in_force import GOAL, MEASURE, TEXT, ended, extended, goal_set, planned, reached
from tests.spec import Spec, folded

pytestmark = pytest.mark.unit

DRAFT: tuple[Event, ...] = (taken_up, required, drafted)


def said(*history: Event, language: str = "fi") -> str:
    sheet = folded(Sheet(), gathered, history)
    return rendered(sheet, "sv" if language == "sv" else "fi")


def test_a_draft_says_that_it_is_one_in_both_languages() -> None:
    assert "Suunnitelma on luonnos." in said(*DRAFT)
    assert "Planen är ett utkast." in said(*DRAFT, language="sv")
    assert "- Suomen kieli B1" in said(*DRAFT)
    assert "- Kotoutumiskoulutus" in said(*DRAFT, language="sv")


def test_an_agreed_plan_says_its_days_and_who_has_agreed() -> None:
    party = PartyAgreed(plan=PLAN, party=Party.CLIENT, agreed_on=TODAY)
    text = said(*DRAFT, party, agreed)
    assert "Voimassa: 2.2.2027 saakka" in text
    assert "Tarkistetaan viimeistään: 2.8.2026" in text
    assert "- asiakas: 2.3.2026" in text
    assert "- klienten: 2 mars 2026" in said(*DRAFT, party, agreed, language="sv")


def test_goals_and_measures_say_how_they_stand() -> None:
    text = said(*DRAFT, goal_set, planned)
    assert "- Näin on (asiakas, 2.3.2026 mennessä): kesken" in text
    done = MeasureDone(plan=PLAN, measure=MEASURE, done_on=TODAY)
    text = said(*DRAFT, goal_set, planned, reached, done)
    assert "- Näin on (asiakas, 2.3.2026 mennessä): saavutettu" in text
    assert "- Näin on (kunta, 2.3.2026 mennessä): tehty" in text
    dropped = GoalDropped(
        plan=PLAN, goal=GOAL, dropped_on=TODAY, dropped=Personal(PERSON, Dropped(reason=DropReason.HEALTH))
    )
    assert "övergivet" in said(*DRAFT, goal_set, dropped, language="sv")


def test_what_is_erased_is_not_there_any_more() -> None:
    erased: Personal[FreeText] = Personal(UUID(int=30), Unreadable.ERASED)
    gone = goal_set.model_copy(update={"text": erased})
    assert "(poistettu)" in said(*DRAFT, gone)
    without = drafted.model_copy(update={"goals": Personal(PERSON, Unreadable.ERASED)})
    assert "Suomen kieli" not in said(taken_up, required, without)


def test_a_minors_plan_has_the_guardian_and_the_childs_words() -> None:
    minor = PlanKindChosen(plan=PLAN, kind=PlanKind.MINOR, parties=(Party.GUARDIAN,), guardian=TEXT)
    heard = ChildHeard(plan=PLAN, heard_on=TODAY, view=TEXT)
    text = said(*DRAFT, minor, heard, language="sv")
    assert "Integrationsplan för en minderårig" in text
    assert "Vårdnadshavare eller företrädare: Näin on" in text
    assert "BARNETS EGEN ÅSIKT\nNäin on" in text


def test_it_says_reviews_extensions_changes_and_the_end() -> None:
    reviewed = PlanReviewed(plan=PLAN, reviewed_on=TODAY, review_by=LAST_DAY, rule=traced(REVIEW, LAST_DAY))
    update = PlanUpdated(plan=PLAN, months=12, goals=Personal(PERSON, OTHER_GOALS))
    text = said(*DRAFT, agreed, reviewed, extended(12, LAST_DAY.replace(year=2028)), update, ended)
    assert "Viimeksi tarkistettu: 2.3.2026" in text
    assert "Voimassa: 2.2.2028 saakka" in text
    assert "- Ammatti" in text
    assert "Päättynyt: 2.3.2026" in text


def test_a_new_plan_begins_a_new_document() -> None:
    again = drafted.model_copy(update={"plan": UUID(int=77)})
    text = said(*DRAFT, goal_set, GoalReached(plan=PLAN, goal=GOAL, reached_on=TODAY), agreed, ended, required, again)
    assert "Näin on" not in text
    assert "Päättynyt" not in text


def test_its_digests_are_those_of_its_texts() -> None:
    made = document(folded(Sheet(), gathered, DRAFT))
    assert made.fi_digest == sha256(made.fi.encode()).hexdigest()
    assert made.sv_digest == sha256(made.sv.encode()).hexdigest() != made.fi_digest


TEXTS = DocumentText(fi="a", sv="b", fi_digest="c", sv_digest="d")
issue = IssueDocument(VAASA, PERSON, PLAN, 3, TEXTS)


def issued(number: int, of_version: int) -> PlanDocumentIssued:
    return PlanDocumentIssued(
        municipality=VAASA, plan=PLAN, number=number, of_version=of_version, document=Personal(PERSON, TEXTS)
    )


def test_versions_are_numbered_and_one_is_made_only_when_something_has_happened() -> None:
    given = Spec(domain.INITIAL, domain.decide, domain.evolve).given
    given().is_in(NeverIssued())
    given().when(issue).produces(issued(1, 3))
    given(issued(1, 3)).when(issue).stays_quiet()
    later = IssueDocument(VAASA, PERSON, PLAN, 4, TEXTS)
    given(issued(1, 3)).when(later).produces(issued(2, 4))
    given(issued(1, 3), issued(2, 4)).is_in(Issued(2, PLAN, 4))
    with pytest.raises(ValueError, match="cannot follow NeverIssued"):
        given(drafted).is_in(NeverIssued())
