"""What assessment has found out of a case: rounds, the form in its boxes, language tests, skills, areas that suit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.assessments import ASSESSMENTS, AssessmentRow
from services.reporting.readmodels.forecasts import FORECASTS, ForecastRow
from services.reporting.readmodels.forms import FORMS, FormRow
from services.reporting.readmodels.languagetests import LANGUAGE_TESTS, LanguageTestRow
from services.reporting.readmodels.models import MODELS, ModelRow
from services.reporting.readmodels.skills import SKILLS, SkillsRow
from services.reporting.readmodels.suitability import SUITABILITY, SuitabilityRow
from shared.events import Event, Personal, Unreadable
from shared.events.assessment import (
    Answers,
    AnswerWritten,
    AssessmentAnswered,
    AssessmentCompleted,
    AssessmentRequired,
    AssessmentScored,
    AssessmentStarted,
    AssessmentWaived,
    DeadlineBreached,
    InterpreterBooked,
    ModelChosen,
)
from shared.events.assessment.forecasts import NeedForecast
from shared.events.assessment.language import (
    LanguageTestBooked,
    LanguageTestCancelled,
    LanguageTested,
    LanguageTestInvited,
    LanguageTestMissed,
    Levels,
    Scale,
    TestedLanguage,
)
from shared.events.assessment.models import (
    AssessmentModelAdopted,
    AssessmentModelDrafted,
    AssessmentModelPublished,
    Model,
    Said,
)
from shared.events.assessment.skills import SkillDescribed, SkillsMapped, SkillsMappingEnded, SkillsMappingStarted
from shared.events.assessment.suitability import AreaVisited, Evaluation, SuitabilityEvaluated, Suits
from tests.events.make_golden import example
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import (
    ARRIVED,
    LAUKAA,
    PERSON,
    VAASA,
    arrived,
    arrived_unreadably,
    moved,
)

pytestmark = pytest.mark.unit

DUE, DAY, LATER, ID = date(2026, 3, 31), date(2026, 5, 1), date(2026, 6, 1), UUID(int=5)
required = told(AssessmentRequired, counted_from=ARRIVED, due_on=DUE)


def answered(number: int = 1, **said: object) -> AssessmentAnswered:
    return told(AssessmentAnswered, answer_set=number, answers=Personal(PERSON, Answers(**said)))  # type: ignore[arg-type]


class TestRounds:
    CASE = AssessmentRow(VAASA, round=1, reason="quota")
    ROUND = AssessmentRow(VAASA, 1, "required", ARRIVED, DUE, reason="quota")

    def the_round(self, *events: Event) -> AssessmentRow:
        rows = rows_of(ASSESSMENTS, arrived, required, *events)
        assert rows.keys() == {"", "1"}
        assert rows[""] == self.CASE
        return rows["1"]

    def test_a_round_begins_when_it_is_required(self) -> None:
        assert rows_of(ASSESSMENTS, arrived) == {"": AssessmentRow(VAASA, reason="quota")}
        assert self.the_round() == self.ROUND

    def test_it_says_by_which_model_it_is_made_and_whether_that_was_chosen(self) -> None:
        chosen = told(ModelChosen, model="deep", model_version=3, language="sv", deliberately=False)
        assert self.the_round(chosen) == self.ROUND._replace(
            model="deep", model_version=3, language="sv", deliberately=False
        )

    def test_it_is_started_completed_or_waived(self) -> None:
        started = told(AssessmentStarted, started_on=DAY)
        assert self.the_round(started) == self.ROUND._replace(outcome="started", started_on=DAY)
        done = told(AssessmentCompleted, completed_on=LATER, plan_needed=True)
        assert self.the_round(done) == self.ROUND._replace(outcome="completed", completed_on=LATER, plan_needed=True)
        waived = told(AssessmentWaived, waived_on=LATER)
        assert self.the_round(waived) == self.ROUND._replace(outcome="waived", waived_on=LATER)

    def test_a_broken_deadline_stays_known(self) -> None:
        assert self.the_round(told(DeadlineBreached, breached_on=DAY)) == self.ROUND._replace(breached_on=DAY)

    def test_of_the_answers_only_the_gender_is_opened_where_it_was_told(self) -> None:
        assert self.the_round(answered(2, values={"one": "x"})) == self.ROUND._replace(answer_set=2)
        told_it = answered(2, values={"gender": "female"})
        assert self.the_round(told_it) == self.ROUND._replace(answer_set=2, gender="female")
        taken_back = answered(3, taken_back=("gender",))
        assert self.the_round(told_it, taken_back) == self.ROUND._replace(answer_set=3)
        erased = told(AssessmentAnswered, answer_set=3, answers=Personal(PERSON, Unreadable.ERASED))
        assert self.the_round(told_it, erased) == self.ROUND._replace(answer_set=3, gender="female")

    def test_the_next_round_leaves_the_one_before_as_it_ended(self) -> None:
        again = told(AssessmentRequired, counted_from=DAY, due_on=LATER)
        rows = rows_of(
            ASSESSMENTS, arrived, required, told(AssessmentWaived, waived_on=DAY), again, told(AssessmentStarted)
        )
        assert rows[""] == self.CASE._replace(round=2)
        assert rows["1"] == self.ROUND._replace(outcome="waived", waived_on=DAY)
        assert (rows["2"].round, rows["2"].counted_from, rows["2"].outcome) == (2, DAY, "started")

    def test_the_rounds_follow_the_case_and_take_its_codes(self) -> None:
        there = {"": self.CASE._replace(municipality=LAUKAA), "1": self.ROUND._replace(municipality=LAUKAA)}
        assert rows_of(ASSESSMENTS, arrived, required, moved) == there
        assert rows_of(ASSESSMENTS, required, arrived) == {"": self.CASE, "1": self.ROUND}
        assert rows_of(ASSESSMENTS, required, arrived_unreadably)["1"] == self.ROUND._replace(reason=None)
        assert rows_of(ASSESSMENTS, moved) == {"": AssessmentRow(LAUKAA)}

    @pytest.mark.parametrize("event", [AssessmentStarted, AssessmentCompleted, AssessmentWaived, DeadlineBreached])
    def test_what_no_round_was_required_for_is_none(self, event: type[Event]) -> None:
        assert rows_of(ASSESSMENTS, told(event)) == {}
        assert rows_of(ASSESSMENTS, arrived, told(event)) == {"": AssessmentRow(VAASA, reason="quota")}


class TestForms:
    @pytest.mark.parametrize(
        ("event", "sub", "row"),
        [
            (told(ModelChosen), "terms", FormRow(kind="terms", sealed=b"ModelChosen.terms")),
            (
                answered(4),
                "answers/4",
                FormRow(kind="answers", answer_set=4, sealed=b"AssessmentAnswered.answers"),
            ),
            (
                told(AnswerWritten, answer_set=4, text_id=ID),
                f"words/{ID}",
                FormRow(kind="words", answer_set=4, text_id=ID, sealed=b"AnswerWritten.text"),
            ),
            (told(AssessmentScored), "result", FormRow(kind="result", sealed=b"AssessmentScored.result")),
            (
                told(InterpreterBooked, booking=ID),
                f"interpreter/{ID}",
                FormRow(kind="interpreter", sealed=b"InterpreterBooked.interpreting"),
            ),
        ],
        ids=["terms", "answers", "words", "result", "interpreter"],
    )
    def test_each_piece_stays_in_its_box_under_its_round_and_follows_the_case(
        self, event: Event, sub: str, row: FormRow
    ) -> None:
        own, here = FormRow(VAASA, 1), row._replace(municipality=VAASA, round=1)
        assert rows_of(FORMS, arrived, required, event) == {"": own, f"1/{sub}": here}
        second = rows_of(FORMS, arrived, required, required, event)
        assert second == {"": own._replace(round=2), f"2/{sub}": here._replace(round=2)}
        there = rows_of(FORMS, arrived, event, moved)
        assert there == {"": FormRow(LAUKAA), f"0/{sub}": row._replace(municipality=LAUKAA)}
        assert rows_of(FORMS, event) == {f"0/{sub}": row}
        assert rows_of(FORMS, event, arrived) == {"": FormRow(VAASA), f"0/{sub}": row._replace(municipality=VAASA)}

    def test_a_round_that_is_required_before_the_arrival_counts(self) -> None:
        assert rows_of(FORMS, required) == {"": FormRow(round=1)}

    def test_rounds_are_counted_on_when_the_case_has_moved(self) -> None:
        assert rows_of(FORMS, arrived, required, moved, required)[""] == FormRow(LAUKAA, 2)


class TestLanguageTests:
    booked = told(
        LanguageTestBooked,
        test=ID,
        point="Testpunkten",
        language=TestedLanguage.SWEDISH,
        booked_for=DAY,
        begins="09:30",
        minutes=120,
    )
    BOOKED = LanguageTestRow(VAASA, ID, "booked", "Testpunkten", "swe", DAY, "09:30", 120)
    levels = Levels(scale=Scale.CEFR, skills={"reading": "B1.1"}, points={}, overall="A2.2", course="c3")

    def the_test(self, *events: Event) -> LanguageTestRow:
        rows = rows_of(LANGUAGE_TESTS, arrived, *events)
        assert rows.pop("") == LanguageTestRow(VAASA)
        (row,) = rows.values()
        return row

    def test_a_test_is_booked_invited_to_and_given_back_or_missed(self) -> None:
        assert self.the_test(self.booked) == self.BOOKED
        invited = told(LanguageTestInvited, test=ID, invited_on=DAY)
        assert self.the_test(self.booked, invited) == self.BOOKED._replace(state="invited", invited_on=DAY)
        assert self.the_test(self.booked, told(LanguageTestCancelled, test=ID)) == self.BOOKED._replace(
            state="cancelled"
        )
        assert self.the_test(self.booked, told(LanguageTestMissed, test=ID)) == self.BOOKED._replace(state="missed")

    def test_of_a_result_the_level_and_the_course_are_told_and_the_skills_stay_sealed(self) -> None:
        tested = told(LanguageTested, test=ID, tested_on=LATER, levels=Personal(PERSON, self.levels))
        assert self.the_test(self.booked, tested) == self.BOOKED._replace(
            state="tested", tested_on=LATER, overall="A2.2", course="c3", levels=b"LanguageTested.levels"
        )
        erased = told(LanguageTested, test=ID, tested_on=LATER, levels=Personal(PERSON, Unreadable.ERASED))
        assert self.the_test(self.booked, erased) == self.BOOKED._replace(
            state="tested", tested_on=LATER, levels=b"LanguageTested.levels"
        )

    def test_a_test_follows_the_case_and_is_told_of_before_it_too(self) -> None:
        rows = rows_of(LANGUAGE_TESTS, arrived, self.booked, moved)
        assert rows == {"": LanguageTestRow(LAUKAA), f"{ID}": self.BOOKED._replace(municipality=LAUKAA)}
        assert rows_of(LANGUAGE_TESTS, self.booked) == {f"{ID}": self.BOOKED._replace(municipality="")}
        missed = told(LanguageTestMissed, test=ID)
        assert self.the_test(missed) == LanguageTestRow(VAASA, ID, "missed")


class TestSkills:
    started = told(SkillsMappingStarted, municipality=VAASA, jointly=True, consent=ID, started_on=DAY)
    UNDER_WAY = SkillsRow(VAASA, "under_way", VAASA, jointly=True, consent=ID, started_on=DAY)
    mapped = told(SkillsMapped, completed=True, mapped_on=LATER)
    ended = told(SkillsMappingEnded, ended_on=LATER)

    def test_a_mapping_is_under_way_until_nothing_more_is_to_come(self) -> None:
        assert rows_of(SKILLS, arrived) == {"": SkillsRow(VAASA)}
        assert rows_of(SKILLS, arrived, self.started) == {"": self.UNDER_WAY}
        found = self.UNDER_WAY._replace(mapped_on=LATER, sealed=b"SkillsMapped.profile")
        piece = told(SkillsMapped, completed=False, mapped_on=LATER)
        assert rows_of(SKILLS, arrived, self.started, piece) == {"": found}
        assert rows_of(SKILLS, arrived, self.started, self.mapped) == {"": found._replace(state="completed")}

    def test_one_that_ended_early_keeps_its_ground_until_it_begins_again(self) -> None:
        ended = self.UNDER_WAY._replace(state="ended", ended_on=LATER, ground=b"SkillsMappingEnded.ground")
        assert rows_of(SKILLS, arrived, self.started, self.ended) == {"": ended}
        assert rows_of(SKILLS, arrived, self.started, self.ended, self.started) == {"": self.UNDER_WAY}

    def test_a_skill_in_words_has_a_row_of_its_own(self) -> None:
        described = told(SkillDescribed, text_id=ID)
        row = SkillsRow(VAASA, "", text_id=ID, sealed=b"SkillDescribed.text")
        assert rows_of(SKILLS, arrived, described) == {"": SkillsRow(VAASA), f"{ID}": row}
        assert rows_of(SKILLS, described) == {f"{ID}": row._replace(municipality="")}
        assert rows_of(SKILLS, described, arrived)[f"{ID}"] == row

    def test_a_mapping_that_began_before_the_case_came_along_follows_it(self) -> None:
        assert rows_of(SKILLS, self.started) == {"": self.UNDER_WAY._replace(municipality="")}
        assert rows_of(SKILLS, self.started, arrived) == {"": self.UNDER_WAY}
        assert rows_of(SKILLS, arrived, self.started, moved) == {"": self.UNDER_WAY._replace(municipality=LAUKAA)}


class TestSuitability:
    visited = told(AreaVisited, visit=ID, area=LAUKAA, visited_on=DAY)
    VISIT = SuitabilityRow(
        VAASA,
        "visit",
        LAUKAA,
        DAY,
        visit=ID,
        sealed=b"AreaVisited.participants",
        words=b"AreaVisited.impressions",
    )
    EVALUATED = SuitabilityRow(
        VAASA,
        "evaluation",
        LAUKAA,
        LATER,
        2,
        interest=3,
        suits="support",
        sealed=b"SuitabilityEvaluated.evaluation",
        words=b"SuitabilityEvaluated.reasons",
    )

    def evaluated(self, evaluation: Evaluation | Unreadable) -> SuitabilityEvaluated:
        return told(
            SuitabilityEvaluated,
            area=LAUKAA,
            evaluated_on=LATER,
            visits=2,
            evaluation=Personal(PERSON, evaluation),
        )

    def test_each_visit_stands_and_the_newest_evaluation_of_an_area(self) -> None:
        newest = self.evaluated(Evaluation(interest=3, matters={}, suits=Suits.WITH_SUPPORT))
        before = self.evaluated(Evaluation(interest=1, matters={}, suits=Suits.NOT_NOW))
        assert rows_of(SUITABILITY, arrived, self.visited, before, newest) == {
            "": SuitabilityRow(VAASA),
            f"visit/{ID}": self.VISIT,
            f"evaluation/{LAUKAA}": self.EVALUATED,
        }
        assert rows_of(SUITABILITY, newest) == {f"evaluation/{LAUKAA}": self.EVALUATED._replace(municipality="")}

    def test_an_erased_evaluation_says_no_more_than_that_it_was_made(self) -> None:
        rows = rows_of(SUITABILITY, arrived, self.evaluated(Unreadable.ERASED))
        assert rows[f"evaluation/{LAUKAA}"] == self.EVALUATED._replace(interest=None, suits=None)

    def test_both_follow_the_case(self) -> None:
        rows = rows_of(SUITABILITY, self.visited, arrived)
        assert rows == {"": SuitabilityRow(VAASA), f"visit/{ID}": self.VISIT}
        there = rows_of(SUITABILITY, arrived, self.visited, moved)
        assert there == {"": SuitabilityRow(LAUKAA), f"visit/{ID}": self.VISIT._replace(municipality=LAUKAA)}


class TestModels:
    content = example(Model, "content").model_copy(
        update={"code": "light", "version": 2, "name": Said(fi="Kevyt", sv="Lätt")}
    )

    def test_a_draft_lacks_texts_and_what_is_published_does_not(self) -> None:
        drafted = told(
            AssessmentModelDrafted, municipality=VAASA, content=self.content, missing={"sv": ("name",), "en": ()}
        )
        draft = ModelRow(
            VAASA, "draft", "light", 2, name='{"fi":"Kevyt","sv":"Lätt"}', missing='{"en":[],"sv":["name"]}'
        )
        assert rows_of(MODELS, drafted) == {"version/light/2": draft}
        published = told(AssessmentModelPublished, municipality=VAASA, content=self.content, published_on=DAY)
        assert rows_of(MODELS, drafted, published) == {
            "version/light/2": draft._replace(kind="published", missing="{}", on_day=DAY)
        }

    def test_a_default_is_a_languages_and_says_why_it_deviates(self) -> None:
        adopted = told(
            AssessmentModelAdopted,
            municipality=VAASA,
            model="light",
            model_version=2,
            language="sv",
            adopted_on=DAY,
            deviates=True,
            reason=Said(fi="Syy", sv="Skäl"),
        )
        row = ModelRow(VAASA, "default", "light", 2, "sv", deviates=True, reason='{"fi":"Syy","sv":"Skäl"}', on_day=DAY)
        assert rows_of(MODELS, adopted) == {"default/sv": row}
        common = adopted.model_copy(update={"deviates": False, "reason": None})
        assert rows_of(MODELS, adopted, common) == {"default/sv": row._replace(deviates=False, reason=None)}


def test_the_newest_forecast_holds() -> None:
    first = told(
        NeedForecast,
        municipality=VAASA,
        centre="Keskus",
        need="housing",
        quarter="2026Q3",
        present=1,
        coming=2,
        forecast_on=DAY,
    )
    rows = rows_of(FORECASTS, first, first.model_copy(update={"coming": 9}))
    assert rows == {"": ForecastRow(VAASA, "Keskus", "housing", "2026Q3", 1, 9, DAY)}
