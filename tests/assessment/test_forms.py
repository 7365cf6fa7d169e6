"""What a model makes of answers, and what makes a model one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.forms.filling import (
    LONGEST_TEXT,
    Filled,
    asked,
    checked,
    missing,
    problems,
    questions,
    scored,
    untranslated,
)
from services.assessment.forms.library import FOLDER, ModelError, digest, ensure_models, library, load, package, parsed
from services.assessment.languagetests.courses import course
from shared.errors import Refused
from shared.events.assessment.models import Model
from shared.regions.levels import CEFR, of_yki, overall, rank, to_yki
from shared.regions.profiles import load_profiles
from shared.regions.texts import LANGUAGES, text

pytestmark = pytest.mark.unit


def said(word: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, word)


WRITTEN: dict[str, Any] = {
    "code": "m",
    "version": 1,
    "weight": "light",
    "name": said("name"),
    "source": "test",
    "sections": [
        {
            "code": "a",
            "title": said("a"),
            "questions": [
                {"code": "words", "kind": "text", "text": said("?")},
                {
                    "code": "one",
                    "kind": "single_choice",
                    "text": said("?"),
                    "required": True,
                    "choices": [
                        {"code": "x", "text": said("x"), "points": 3},
                        {"code": "y", "text": said("y")},
                    ],
                },
                {
                    "code": "more",
                    "kind": "several_choices",
                    "text": said("?"),
                    "required": True,
                    "ask_if": {"question": "one", "one_of": ["x"]},
                    "choices": [
                        {"code": "p", "text": said("p"), "points": 1},
                        {"code": "q", "text": said("q"), "points": 2},
                    ],
                },
            ],
        },
        {
            "code": "b",
            "title": said("b"),
            "questions": [
                {"code": "number", "kind": "number", "text": said("?"), "least": 0, "most": 10},
                {"code": "day", "kind": "date", "text": said("?")},
                {"code": "level", "kind": "cefr_level", "text": said("?"), "scored": True},
                {"code": "yes", "kind": "yes_no", "text": said("?"), "points": 5},
                {"code": "step", "kind": "scale", "text": said("?"), "least": 0, "most": 4, "scored": True},
                {
                    "code": "deep",
                    "kind": "yes_no",
                    "text": said("?"),
                    "required": True,
                    "ask_if": {"question": "more", "one_of": ["q"]},
                },
                {
                    "code": "after",
                    "kind": "text",
                    "text": said("?"),
                    "required": True,
                    "ask_if": {"question": "yes", "one_of": ["true"]},
                },
            ],
        },
    ],
    "bands": [
        {"code": "low", "at_least": 0, "text": said("low"), "services": ["much"]},
        {"code": "high", "at_least": 8, "text": said("high"), "services": ["little"]},
    ],
}
MODEL = parsed(WRITTEN, "test")


def refusal(**given_: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        checked(MODEL, given_)
    return refused.value.code, refused.value.fault.field


class TestAnswers:
    def test_each_kind_is_kept_as_it_is(self) -> None:
        filled = checked(
            MODEL,
            {
                "words": "omin sanoin",
                "one": "x",
                "more": ("q", "p", "q"),
                "number": 2.5,
                "day": "2026-03-01",
                "level": "A1.2",
                "yes": False,
                "step": 4,
                "deep": None,
            },
        )
        assert filled == Filled(
            {
                "one": "x",
                "more": ("p", "q"),
                "number": 2.5,
                "day": "2026-03-01",
                "level": "A1.2",
                "yes": False,
                "step": 4,
            },
            {"words": "omin sanoin"},
            ("deep",),
        )

    @pytest.mark.parametrize(
        ("question", "wrong", "code"),
        [
            ("nothing", True, "unknown_question"),
            ("words", 5, "not_text"),
            ("words", " ", "not_text"),
            ("words", "x" * (LONGEST_TEXT + 1), "text_too_long"),
            ("one", "z", "not_a_choice"),
            ("one", True, "not_a_choice"),
            ("more", "p", "not_choices"),
            ("more", ("p", "z"), "not_a_choice"),
            ("number", True, "not_a_number"),
            ("number", "3", "not_a_number"),
            ("number", -1, "out_of_range"),
            ("number", 10.5, "out_of_range"),
            ("day", "1.3.2026", "not_a_day"),
            ("day", "2026-02-30", "not_a_day"),
            ("day", 20260301, "not_a_day"),
            ("level", "A3", "not_a_level"),
            ("level", 1, "not_a_level"),
            ("yes", "true", "not_yes_or_no"),
            ("yes", 1, "not_yes_or_no"),
            ("step", 5, "out_of_range"),
            ("step", -1, "out_of_range"),
            ("step", 2.0, "not_a_step"),
            ("step", False, "not_a_step"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_its_question_in_words(self, question: str, wrong: Any, code: str) -> None:
        assert refusal(**{question: wrong}) == (f"answer.{code}", f"answers.{question}")
        assert all(text(f"answer.{code}", language) for language in LANGUAGES)

    @pytest.mark.parametrize(("question", "right"), [("number", 0), ("number", 10), ("step", 0), ("step", 4)])
    def test_the_ends_of_a_range_belong_to_it(self, question: str, right: int) -> None:
        assert checked(MODEL, {question: right}).values == {question: right}

    def test_the_longest_text_fits(self) -> None:
        longest = "x" * LONGEST_TEXT
        assert checked(MODEL, {"words": longest}).texts == {"words": longest}


class TestConditions:
    def test_a_question_is_asked_only_if(self) -> None:
        codes = [question.code for question in asked(MODEL, {"one": "y", "yes": True})]
        assert codes == ["words", "one", "number", "day", "level", "yes", "step", "after"]

    def test_a_condition_on_what_is_not_asked_does_not_hold(self) -> None:
        left_over: dict[str, Any] = {"one": "y", "more": ("q",)}
        assert "deep" not in [question.code for question in asked(MODEL, left_over)]
        assert "deep" in [question.code for question in asked(MODEL, {**left_over, "one": "x"})]

    def test_what_is_obligatory_and_asked_is_missing_in_order(self) -> None:
        assert missing(MODEL, {}, ()) == ["one"]
        assert missing(MODEL, {"one": "x", "yes": True}, ()) == ["more", "after"]
        assert missing(MODEL, {"one": "x", "more": ("q",), "yes": True}, ("after",)) == ["deep"]
        assert missing(MODEL, {"one": "y", "yes": False}, ()) == []


class TestScoring:
    def test_points_are_counted_by_section_and_say_which_band(self) -> None:
        result = scored(MODEL, {"one": "x", "more": ("p", "q"), "level": "A1.2", "yes": True, "step": 3, "number": 9})
        assert (result.points, result.total) == ({"a": 6, "b": 10}, 16)
        assert (result.band, result.services) == ("high", ("little",))

    def test_a_band_begins_with_its_points(self) -> None:
        assert scored(MODEL, {"yes": True, "step": 3}).band == "high"
        assert scored(MODEL, {"yes": True, "step": 2}).band == "low"

    def test_what_is_not_asked_any_more_counts_nothing(self) -> None:
        assert scored(MODEL, {"one": "y", "more": ("p", "q"), "yes": False}).total == 0

    def test_without_a_band_there_is_none(self) -> None:
        alone = MODEL.model_copy(update={"bands": MODEL.bands[1:]})
        assert scored(alone, {}).band is None
        assert scored(alone, {}).services == ()


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    """The written model with another value at a path."""
    written: dict[str, Any] = orjson.loads(orjson.dumps(WRITTEN))
    place: Any = written
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return written


QUESTIONS: list[Any] = ["sections", 0, "questions"]


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ([*QUESTIONS, 1, "code"], "words", "sections[0].questions[1].code"),
        ([*QUESTIONS, 1, "choices"], [], "sections[0].questions[1].choices"),
        ([*QUESTIONS, 0, "choices"], [{"code": "x", "text": said("x")}], "sections[0].questions[0].choices"),
        ([*QUESTIONS, 1, "choices", 1, "code"], "x", "sections[0].questions[1].choices"),
        ([*QUESTIONS, 2, "ask_if", "question"], "yes", "sections[0].questions[2].ask_if.question"),
        ([*QUESTIONS, 2, "ask_if", "one_of"], ["z"], "sections[0].questions[2].ask_if.one_of[0]"),
        (["sections", 1, "code"], "a", "sections[1].code"),
        (["sections", 1, "questions", 4, "most"], None, "sections[1].questions[4].least"),
        (["sections", 1, "questions", 0, "most"], -1, "sections[1].questions[0].most"),
        (["sections", 1, "questions", 6, "ask_if", "one_of"], ["yes"], "sections[1].questions[6].ask_if.one_of[0]"),
        (["bands", 1, "at_least"], 0, "bands[1].at_least"),
    ],
)
def test_a_model_that_contradicts_itself_is_told_by_its_key(path: list[Any], value: Any, key: str) -> None:
    assert key in [found for found, _ in problems(parsed(changed(path, value), "test"))]


def test_a_whole_model_has_no_problems() -> None:
    assert list(problems(MODEL)) == []


def test_a_missing_text_is_told_by_language_and_key() -> None:
    lacking = parsed(changed([*QUESTIONS, 1, "choices", 0, "text", "sv"], " "), "test")
    assert untranslated(lacking, LANGUAGES) == {"sv": ("sections[0].questions[1].choices[0].text",)}
    assert untranslated(lacking, ["fi"]) == {}


class TestLibrary:
    def test_there_are_models_of_three_weights_that_all_ask_a_gender_the_same_way(self) -> None:
        assert {model.weight for model in library()} == {"light", "common", "deep"}
        for model in library():
            (gender,) = [question for question in questions(model) if question.code == "gender"]
            assert [choice.code for choice in gender.choices] == ["female", "male", "other", "nottold"]
            assert not gender.required

    def test_the_common_model_has_the_fields_of_the_initial_interview(self) -> None:
        common = library().find("statutory", 1)
        assert common is not None
        codes = {question.code for question in questions(common)}
        assert codes >= {
            "literacy",
            "finnish",
            "swedish",
            "learning_skills",
            "study_skills",
            "working_life_skills",
            "employment",
            "goals",
            "education",
            "work_years",
            "special_skills",
            "plan_need",
            "circumstances",
            "service_needs",
        }

    def test_the_regions_offer_only_models_that_there_are(self) -> None:
        ensure_models(load_profiles())

    def test_a_region_that_offers_another_stops_the_start(self, tmp_path: Path) -> None:
        source = (Path(__file__).parents[2] / "deploy" / "regions" / "pohjanmaa.toml").read_text(encoding="utf-8")
        (tmp_path / "pohjanmaa.toml").write_text(source.replace('code = "work-based"', 'code = "no-such"'), "utf-8")
        with pytest.raises(ModelError, match=r"assessment_models\[\d\]: there is no model no-such version 1"):
            ensure_models(load_profiles(tmp_path))

    @pytest.mark.parametrize(
        ("was", "now", "told"),
        [
            ('weight = "light"', 'heft = "light"', "work-based-1.toml: weight: "),
            ('kind = "date"', 'kind = "day"', "work-based-1.toml: sections[2].questions[1].kind: "),
            ('code = "induction"', 'code = "contract"', "sections[2].questions[2].code: contract is there twice"),
            ('name.sv = "l', 'name.en_ = "l', "work-based-1.toml: name.en_: "),
            ("version = 1", "version = ", "work-based-1.toml: TOML: "),
        ],
    )
    def test_a_mistake_in_a_file_is_told_with_file_and_key(self, tmp_path: Path, was: str, now: str, told: str) -> None:
        source = (FOLDER / "work-based-1.toml").read_text(encoding="utf-8")
        assert was in source
        (tmp_path / "work-based-1.toml").write_text(source.replace(was, now, 1), encoding="utf-8")
        with pytest.raises(ModelError) as wrong:
            load(tmp_path)
        assert told in str(wrong.value)

    def test_a_missing_swedish_text_a_second_version_and_an_empty_folder_are_told(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="no model in this folder"):
            load(tmp_path)
        source = (FOLDER / "work-based-1.toml").read_text(encoding="utf-8")
        lacking = source.replace('title.sv = "Vardag"\n', "")
        (tmp_path / "a.toml").write_text(lacking, encoding="utf-8")
        (tmp_path / "b.toml").write_text(source, encoding="utf-8")
        (tmp_path / "c.toml").write_bytes(b"\xff")
        with pytest.raises(ModelError) as wrong:
            load(tmp_path)
        assert wrong.value.problems == (
            "c.toml: byte 0: not UTF-8",
            "a.toml: sections[3].title.sv: the text is missing",
            "b.toml: version: a.toml is work-based 1 already",
        )

    def test_a_package_is_the_same_model_again(self) -> None:
        for model in library():
            packed = orjson.loads(orjson.dumps(package(model)))
            again = Model.model_validate_json(orjson.dumps(packed["model"]), strict=True)
            assert again == model
            assert packed["checksum"] == f"sha256:{digest(again)}"
            assert digest(model.model_copy(update={"version": 9})) != digest(model)


class TestLevels:
    def test_a_level_without_a_sublevel_stands_where_its_lowest_does(self) -> None:
        assert [rank(level) for level in ("A0", "A1", "A1.1", "A1.3", "B1", "C2")] == [0, 1, 1, 3, 6, 12]
        with pytest.raises(LookupError):
            rank("D1")

    def test_the_two_scales_map_onto_each_other(self) -> None:
        assert [of_yki(level) for level in "123456"] == ["A1.1", "A2.1", "B1.1", "B2.1", "C1.1", "C2"]
        assert [to_yki(of_yki(level)) for level in "123456"] == list("123456")
        assert [to_yki(level) for level in ("A0", "A1.3", "B1.2", "C1.2")] == [None, "1", "3", "5"]
        with pytest.raises(LookupError):
            of_yki("7")

    def test_overall_is_the_lower_median(self) -> None:
        assert overall(["A1.1", "B2.1", "A2.1", "A2.2"]) == "A2.1"
        assert overall(["C1.1", "A0", "B1"]) == "B1.1"
        with pytest.raises(ValueError, match="no skill"):
            overall([])

    @pytest.mark.parametrize(
        ("level", "points", "recommended"),
        [
            ("B1.1", {"literacy": 49}, "literacy_training"),
            ("B1.1", {"literacy": 50}, "towards_b2"),
            ("C1.1", {}, "professional_language"),
            ("B2.1", {}, "professional_language"),
            ("B1.1", {}, "towards_b2"),
            ("B1.2", {}, "towards_b2"),
            ("A2.2", {}, "towards_b1"),
            ("A2.1", {}, "towards_b1"),
            ("A1.1", {"literacy": 49, "logic": 90, "mathematics": 90}, "literacy_training"),
            ("A1.1", {"literacy": 100, "logic": 90}, "integration_training_fast"),
            ("A1.1", {"mathematics": 39}, "integration_training_slow"),
            ("A1.3", {}, "integration_training_basic"),
            ("A1.3", {"logic": 70, "mathematics": 70}, "integration_training_fast"),
            ("A1.3", {"logic": 69, "mathematics": 90}, "integration_training_basic"),
            ("A0", {"logic": 39, "mathematics": 10}, "integration_training_slow"),
            ("A0", {"logic": 40, "mathematics": 10}, "integration_training_basic"),
            ("A0", {"logic": 10, "mathematics": 40}, "integration_training_basic"),
        ],
    )
    def test_levels_point_to_a_course(self, level: str, points: dict[str, int], recommended: str) -> None:
        assert course(level, points) == recommended


def test_every_day_of_a_date_question_is_iso() -> None:
    assert checked(MODEL, {"day": date(2026, 12, 31).isoformat()}).values == {"day": "2026-12-31"}


@given(st.lists(st.sampled_from(CEFR), min_size=1, max_size=8))
def test_at_least_half_of_the_skills_reach_the_overall_level(levels: list[str]) -> None:
    reached = [level for level in levels if rank(level) >= rank(overall(levels))]
    assert 2 * len(reached) >= len(levels)
