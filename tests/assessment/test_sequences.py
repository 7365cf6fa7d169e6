"""Whatever is asked in whatever order: every house answers with facts that fold or a refusal with words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment import domain, duty
from services.assessment.adoption import domain as adoption
from services.assessment.forecasts import domain as forecasts
from services.assessment.forms import answering
from services.assessment.forms.library import parsed
from services.assessment.languagetests import domain as languagetests
from services.assessment.skills import domain as skills
from services.assessment.suitability import domain as suitability
from shared.errors import Refused
from shared.events import Event
from shared.events.assessment import (
    AssessmentCompleted,
    AssessmentRequired,
    AssessmentWaived,
    DeadlineBreached,
    DeviationReason,
    Findings,
    Interpreting,
    InterpretingMode,
    WaiverReason,
)
from shared.events.assessment.language import Invitation, LanguageTested, Scale, TestedLanguage
from shared.events.assessment.models import AssessmentModelPublished, Said
from shared.events.assessment.skills import (
    MappingEnd,
    Profile,
    SkillsMappingEnded,
    SkillsMappingStarted,
)
from shared.events.assessment.suitability import Evaluation, Participants, Suits
from shared.regions.texts import LANGUAGES, text
from tests.assessment.test_domain import RULE
from tests.assessment.test_forms import MODEL, changed
from tests.spec import KEY, recorded

pytestmark = pytest.mark.unit

places = st.sampled_from(["905", "410"])
ids = st.integers(1, 3).map(lambda number: UUID(int=number))
days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
person = st.just(UUID(int=1))
TODAY = st.just(date(2026, 5, 1))
answers = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(["x", "y", "z", None]),
        "more": st.sampled_from([("p",), ("q",), "p"]),
        "words": st.sampled_from(["sanoja", "", None]),
        "yes": st.sampled_from([True, False, 1]),
        "after": st.just("sitten"),
        "deep": st.booleans(),
    },
)
chosen = st.builds(answering.ChosenModel, st.just("m"), st.just(1), st.just("fi"), st.booleans(), st.booleans())
interpreting = st.just(Interpreting(language="prs", mode=InterpretingMode.VIDEO))
gathered = st.one_of(
    st.none(),
    st.builds(
        answering.Gathered,
        st.just(MODEL),
        st.integers(0, 3),
        st.sampled_from([{}, {"one": "y"}, {"one": "x", "more": ("p",)}]),
        st.sampled_from([frozenset(), frozenset({"after"})]),
    ),
)

CASE = st.one_of(
    st.builds(duty.RequireAssessment, places, person, days, st.just(RULE)),
    st.builds(duty.KnowClient, places, person),
    st.builds(
        domain.StartAssessment,
        places,
        days,
        st.just("official"),
        TODAY,
        st.one_of(st.none(), chosen),
        st.none(),
        st.booleans(),
        st.sampled_from([None, *DeviationReason]),
    ),
    st.builds(answering.AnswerAssessment, places, st.just(MODEL), answers, st.integers(0, 3), ids),
    st.builds(answering.BookInterpreter, places, ids, days, interpreting),
    st.builds(domain.CompleteAssessment, places, days, st.booleans(), st.just(Findings()), st.none(), TODAY, gathered),
    st.builds(domain.WaiveAssessment, places, days, st.sampled_from(WaiverReason), TODAY),
    st.builds(domain.AskAgain, places, days, st.just(RULE), st.none(), TODAY),
    st.builds(duty.RecordBreach, days, days),
    st.builds(duty.SuspendDuty, days),
    st.builds(duty.ResumeDuty, days),
    st.builds(duty.MoveDuties, places, places, days),
)
LACKING = parsed(changed(["name", "sv"], " "), "test")
MODELS = st.one_of(
    st.builds(adoption.DraftModel, places, st.sampled_from([MODEL, LACKING]), st.just(("fi", "sv")), st.booleans()),
    st.builds(adoption.PublishModel, places, st.just("m"), st.integers(1, 2), st.just(("fi", "sv")), days),
    st.builds(
        adoption.AdoptModel,
        places,
        st.just("m"),
        st.integers(1, 2),
        st.sampled_from(["fi", "sv", "de"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, Said(fi="a"), Said(fi="a", sv="b")]),
        st.just(("fi", "sv")),
        days,
    ),
)
cases = st.sampled_from([KEY, UUID(int=9)])
TESTS = st.one_of(
    st.builds(
        languagetests.BookTest,
        places,
        person,
        ids,
        st.just("piste"),
        st.sampled_from(TestedLanguage),
        days,
        st.just("09:00"),
        st.integers(20, 250),
        TODAY,
    ),
    st.builds(languagetests.InviteToTest, places, cases, days, st.just(Invitation(channel="sms", language="prs"))),
    st.builds(languagetests.CancelTest, places, cases, days),
    st.builds(languagetests.MissTest, places, cases, days),
    st.builds(
        languagetests.RecordResult,
        places,
        cases,
        days,
        st.sampled_from(Scale),
        st.sampled_from([{}, {"reading": "A1.1"}, {"reading": "3"}, {"dance": "3"}]),
        st.sampled_from([{}, {"logic": 50}, {"logic": 101}]),
        st.none(),
        TODAY,
    ),
)
SKILLS = st.one_of(
    st.builds(skills.NoteConsent, ids, days, days),
    st.builds(skills.TakeConsentBack, ids, days),
    st.builds(skills.StartMapping, places, person, st.booleans(), days, st.one_of(st.none(), ids), TODAY),
    st.builds(
        skills.MapSkills,
        places,
        days,
        st.just(Profile()),
        st.sampled_from([(), ("skills.0.code",)]),
        st.just(()),
        st.booleans(),
        TODAY,
    ),
    st.builds(skills.EndMapping, places, days, st.sampled_from(MappingEnd)),
)
AREAS = st.one_of(
    st.builds(
        suitability.RecordVisit,
        places,
        person,
        ids,
        places,
        st.booleans(),
        days,
        st.just(Participants(adults=1, children=0)),
        st.none(),
        TODAY,
    ),
    st.builds(
        suitability.EvaluateSuitability,
        places,
        person,
        places,
        st.booleans(),
        days,
        st.builds(
            Evaluation,
            interest=st.integers(-1, 5),
            matters=st.sampled_from([{}, {"work": 5}, {"weather": 1}]),
            suits=st.sampled_from(Suits),
        ),
        st.none(),
        TODAY,
    ),
)
FORECASTS = st.builds(
    forecasts.Forecast,
    places,
    st.just("keskus"),
    st.just("housing"),
    st.sampled_from(["2025Q4", "2026Q2", "2031Q1"]),
    st.integers(-1, 3),
    st.integers(-1, 3),
    TODAY,
)


def lived(house: Any, asked: Sequence[Any]) -> tuple[Any, list[Event]]:
    """The state and the facts after everything that was asked and not refused."""
    state: Any = house.INITIAL
    facts: list[Event] = []
    for command in asked:
        with suppress(Refused):
            for fact in house.decide(command, state):
                state = house.evolve(state, recorded(fact, len(facts) + 1))
                facts.append(fact)
    return state, facts


def answers_with_words(house: Any, asked: Sequence[Any], command: Any) -> None:
    """Facts that fold, or a refusal that has a text in every language."""
    state, facts = lived(house, asked)
    answer: list[Event] | Refused
    try:
        answer = list(house.decide(command, state))
    except Refused as refusal:
        answer = refusal
    if isinstance(answer, Refused):
        assert all(text(answer.code, language, **answer.fault.params) for language in LANGUAGES)
    else:
        for number, fact in enumerate(answer, len(facts) + 1):
            state = house.evolve(state, recorded(fact, number))


def of(commands: st.SearchStrategy[Any]) -> Callable[[Any], Any]:
    return given(st.lists(commands, max_size=25), commands)


@pytest.mark.decider("assessment", "case")
@settings(max_examples=100, deadline=None)
@of(CASE)
def test_a_case_answers_everything(asked: list[Any], command: Any) -> None:
    answers_with_words(domain, asked, command)


@pytest.mark.decider("assessment", "models")
@settings(max_examples=60, deadline=None)
@of(MODELS)
def test_a_shelf_of_models_answers_everything(asked: list[Any], command: Any) -> None:
    answers_with_words(adoption, asked, command)


@pytest.mark.decider("assessment", "languagetest")
@settings(max_examples=80, deadline=None)
@of(TESTS)
def test_a_language_test_answers_everything(asked: list[Any], command: Any) -> None:
    answers_with_words(languagetests, asked, command)


@pytest.mark.decider("assessment", "skills")
@settings(max_examples=80, deadline=None)
@of(SKILLS)
def test_a_skills_mapping_answers_everything(asked: list[Any], command: Any) -> None:
    answers_with_words(skills, asked, command)


@pytest.mark.decider("assessment", "suitability")
@settings(max_examples=40, deadline=None)
@of(AREAS)
def test_suitability_answers_everything(asked: list[Any], command: Any) -> None:
    answers_with_words(suitability, asked, command)


@pytest.mark.decider("assessment", "forecast")
@settings(max_examples=40, deadline=None)
@of(FORECASTS)
def test_a_forecast_answers_everything(asked: list[Any], command: Any) -> None:
    answers_with_words(forecasts, asked, command)


@settings(max_examples=100, deadline=None)
@given(st.lists(CASE, max_size=40))
def test_each_required_assessment_ends_once_and_breaks_its_deadline_once(asked: list[Any]) -> None:
    _, facts = lived(domain, asked)
    required = sum(isinstance(fact, AssessmentRequired) for fact in facts)
    ends = sum(isinstance(fact, AssessmentCompleted | AssessmentWaived) for fact in facts)
    assert ends <= required <= ends + 1
    rounds = 0
    broken: Counter[int] = Counter()
    for fact in facts:
        rounds += isinstance(fact, AssessmentRequired)
        broken[rounds] += isinstance(fact, DeadlineBreached)
    assert all(times <= 1 for times in broken.values())
    assert broken[0] == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(MODELS, max_size=30))
def test_what_is_published_lacks_nothing_and_is_published_once(asked: list[Any]) -> None:
    _, facts = lived(adoption, asked)
    published = [fact for fact in facts if isinstance(fact, AssessmentModelPublished)]
    assert all(fact.content == MODEL for fact in published)
    assert len(published) <= 1


@settings(max_examples=80, deadline=None)
@given(st.lists(TESTS, max_size=30))
def test_a_language_test_has_one_result_at_most(asked: list[Any]) -> None:
    _, facts = lived(languagetests, asked)
    assert sum(isinstance(fact, LanguageTested) for fact in facts) <= 1


@settings(max_examples=80, deadline=None)
@given(st.lists(SKILLS, max_size=30))
def test_a_mapping_ends_no_more_often_than_it_begins(asked: list[Any]) -> None:
    _, facts = lived(skills, asked)
    begun = sum(isinstance(fact, SkillsMappingStarted) for fact in facts)
    assert sum(isinstance(fact, SkillsMappingEnded) for fact in facts) <= begun
