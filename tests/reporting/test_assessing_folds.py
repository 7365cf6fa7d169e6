"""What assessment's facts make of reporting's rows, fold by fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.api.assessing import _together
from services.reporting.api.languagetests import LanguageTest, SkillLevel, _level, _progress
from services.reporting.readmodels.assessments import ASSESSMENTS, AssessmentRow
from services.reporting.readmodels.breaches import BREACHES
from services.reporting.readmodels.deadlines import DEADLINES
from services.reporting.readmodels.forecasts import FORECASTS, ForecastRow
from services.reporting.readmodels.models import MODELS
from shared.events import Event, Personal, Unreadable
from shared.events.assessment import (
    Answers,
    AssessmentAnswered,
)
from shared.events.assessment.forecasts import NeedForecast
from shared.events.assessment.language import Scale
from shared.events.intake import ArrivalBackground, ArrivalRegistered, Channel, PersonDetails, TransferAccepted
from shared.projection import Projection
from tests.assessment.test_adoption import adopted, drafted, incomplete, published
from tests.assessment.test_answers import breached, chosen
from tests.assessment.test_domain import (
    ARRIVED,
    DONE,
    DUE,
    LAUKAA,
    PERSON,
    STARTED,
    VAASA,
    completed,
    required,
    started,
    waived,
)
from tests.spec import recorded

pytestmark = pytest.mark.unit

arrived = ArrivalRegistered(
    municipality=VAASA,
    person_id=PERSON,
    arrived_on=ARRIVED,
    channel=next(iter(Channel)),
    person=Personal(PERSON, PersonDetails(family_name="A", given_names="B", birth_date=date(1990, 1, 1))),
    background=Personal(PERSON, ArrivalBackground(reason="intl", mother_tongue="prs", citizenship="AF")),
)
moved = TransferAccepted(offer=UUID(int=5), sender=VAASA, receiver=LAUKAA, moves_on=DONE)


def folded(projection: Projection[Any], events: Sequence[Event]) -> Mapping[str, Any]:
    """The rows after `events`; each fold is given only the rows that it says it reads."""
    rows: dict[str, Any] = {}
    for version, event in enumerate(events, 1):
        handler = projection.handlers.get((event.service, event.name))
        if handler is None:
            continue
        fact = recorded(event, version)
        reads = handler.reads(fact)
        seen = dict(rows) if reads == "all" else {sub: rows[sub] for sub in reads if sub in rows}
        for sub, row in handler.fold(seen, fact).items():
            if row is None:
                rows.pop(sub, None)
            else:
                rows[sub] = row
    return rows


def answers(number: int, **said: Any) -> AssessmentAnswered:
    return AssessmentAnswered(municipality=VAASA, answer_set=number, answers=Personal(PERSON, Answers(**said)))


class TestAssessments:
    def test_a_round_has_its_model_its_days_and_the_codes_that_figures_go_by(self) -> None:
        rows = folded(
            ASSESSMENTS,
            [arrived, required, started, chosen(), answers(1, values={"gender": "female", "one": "x"}), completed],
        )
        assert rows["1"] == AssessmentRow(
            municipality=VAASA,
            round=1,
            outcome="completed",
            counted_from=ARRIVED,
            due_on=DUE,
            model="m",
            model_version=1,
            language="sv",
            deliberately=True,
            started_on=STARTED,
            completed_on=DONE,
            plan_needed=True,
            answer_set=1,
            reason="intl",
            gender="female",
        )
        assert (rows[""].round, rows[""].outcome) == (1, "")

    def test_a_second_round_is_a_row_of_its_own(self) -> None:
        again = required.model_copy(update={"counted_from": DONE, "due_on": date(2026, 4, 20)})
        rows = folded(ASSESSMENTS, [arrived, required, waived, again, started])
        assert (rows["1"].outcome, rows["1"].waived_on, rows["1"].started_on) == ("waived", DONE, None)
        assert (rows["2"].outcome, rows["2"].due_on, rows["2"].started_on) == (
            "started",
            date(2026, 4, 20),
            STARTED,
        )
        assert (rows["2"].reason, rows["2"].gender) == ("intl", None)

    def test_a_gender_taken_back_is_gone_and_an_erased_answer_changes_none(self) -> None:
        begun: list[Event] = [arrived, required, started, chosen(), answers(1, values={"gender": "male"})]
        erased = AssessmentAnswered(municipality=VAASA, answer_set=2, answers=Personal(PERSON, Unreadable.ERASED))
        assert folded(ASSESSMENTS, [*begun, answers(2, taken_back=("gender",))])["1"].gender is None
        row = folded(ASSESSMENTS, [*begun, erased])["1"]
        assert (row.gender, row.answer_set) == ("male", 2)

    def test_an_erased_background_has_no_reason(self) -> None:
        erased = arrived.model_copy(update={"background": Personal(PERSON, Unreadable.ERASED)})
        assert folded(ASSESSMENTS, [erased, required])["1"].reason is None

    def test_it_follows_the_case_and_remembers_a_breach(self) -> None:
        rows = folded(ASSESSMENTS, [arrived, required, breached, moved])
        assert {row.municipality for row in rows.values()} == {LAUKAA}
        assert rows["1"].breached_on == breached.breached_on

    def test_what_comes_before_the_arrival_is_nobodys_until_then(self) -> None:
        assert folded(ASSESSMENTS, [required])["1"].municipality == ""
        rows = folded(ASSESSMENTS, [required, arrived])
        assert (rows["1"].municipality, rows["1"].reason) == (VAASA, "intl")

    def test_without_a_round_nothing_is_told(self) -> None:
        assert folded(ASSESSMENTS, [started, completed]) == {}


class TestBreaches:
    def test_a_breach_names_the_rule_and_stays_whatever_comes_after(self) -> None:
        rows = folded(BREACHES, [arrived, breached, moved])
        row = rows[f"assessment/assessment/{DUE}"]
        assert (row.municipality, row.broken_in, row.duty) == (LAUKAA, VAASA, "assessment")
        assert (row.due_on, row.breached_on) == (DUE, breached.breached_on)
        assert (row.rule, row.law, row.section, row.rule_version) == (
            breached.rule.rule,
            breached.rule.law,
            breached.rule.section,
            breached.rule.version,
        )
        assert row.inputs == '{"arrived_on":"2026-01-31"}'

    def test_a_deadline_says_when_it_was_broken_and_a_new_one_is_not(self) -> None:
        rows = folded(DEADLINES, [arrived, required, breached])
        assert rows["assessment"].breached_on == breached.breached_on
        other = breached.model_copy(update={"due_on": DONE})
        assert folded(DEADLINES, [arrived, required, other])["assessment"].breached_on is None
        again = required.model_copy(update={"due_on": date(2026, 6, 1)})
        assert folded(DEADLINES, [arrived, required, breached, again])["assessment"].breached_on is None
        assert "assessment" not in folded(DEADLINES, [arrived, breached])


class TestModels:
    def test_a_draft_lacks_and_what_is_published_does_not(self) -> None:
        draft = folded(MODELS, [incomplete])["version/m/1"]
        assert (draft.kind, draft.missing) == ("draft", '{"sv":["sections[0].title"]}')
        done = folded(MODELS, [incomplete, drafted, published])["version/m/1"]
        assert (done.kind, done.missing, done.on_day) == ("published", "{}", published.published_on)

    def test_a_default_has_its_language_and_reason(self) -> None:
        rows = folded(MODELS, [drafted, published, adopted])
        row = rows["default/sv"]
        assert (row.model, row.version, row.language, row.deviates) == ("m", 1, "sv", True)
        assert row.reason == '{"fi":"Syy","sv":"Skäl"}'
        common = adopted.model_copy(update={"reason": None, "deviates": False})
        assert folded(MODELS, [common])["default/sv"].reason is None


def test_the_newest_forecast_holds() -> None:
    first = NeedForecast(
        municipality=VAASA, centre="K", need="housing", quarter="2026Q3", present=1, coming=2, forecast_on=DONE
    )
    rows = folded(FORECASTS, [first, first.model_copy(update={"coming": 9})])
    assert rows == {"": ForecastRow(VAASA, "K", "housing", "2026Q3", 1, 9, DONE)}


def test_a_form_is_put_together_the_later_piece_over_the_earlier() -> None:
    pieces = [
        Answers(values={"a": 1, "b": True}, texts={"t": "1", "u": "2"}),
        Answers(values={"a": 2}, texts={"u": "3"}, taken_back=("b", "t")),
    ]
    assert _together(pieces) == ({"a": 2}, {"u": "3"})


class TestProgress:
    def test_a_level_is_told_on_both_scales(self) -> None:
        assert _level(Scale.YKI, "3") == SkillLevel(cefr="B1.1", yki="3")
        assert _level(Scale.CEFR, "A2.2") == SkillLevel(cefr="A2.2", yki="2")
        assert _level(Scale.CEFR, "A0") == SkillLevel(cefr="A0", yki=None)

    def test_steps_are_counted_by_language_and_skill(self) -> None:
        def test(language: str, day: date | None, **skills: str) -> LanguageTest:
            return LanguageTest(
                test=UUID(int=1),
                state="tested",
                language=language,
                point=None,
                booked_for=None,
                begins=None,
                minutes=None,
                invited_on=None,
                tested_on=day,
                scale="cefr",
                skills={skill: SkillLevel(cefr=level, yki=None) for skill, level in skills.items()},
                points={},
                overall=None,
                course=None,
            )

        found = _progress(
            [
                test("swe", date(2026, 1, 1), reading="A1.1", speaking="A2.1"),
                test("fin", date(2026, 2, 1), reading="B1.1"),
                test("swe", None, reading="C2"),
                test("swe", date(2026, 3, 1), reading="A1.3"),
            ]
        )
        told = {(one.language, one.skill): [(step.cefr, step.steps) for step in one.steps] for one in found}
        assert told == {
            ("fin", "reading"): [("B1.1", None)],
            ("swe", "reading"): [("A1.1", None), ("A1.3", 2)],
            ("swe", "speaking"): [("A2.1", None)],
        }


def test_what_figures_read_of_a_form_is_only_what_is_named() -> None:
    handler = ASSESSMENTS.handlers["assessment", "AssessmentAnswered"]
    assert handler.opens == frozenset({"answers"})
    assert ASSESSMENTS.handlers["assessment", "ModelChosen"].opens == frozenset()
