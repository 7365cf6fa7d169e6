"""What assessment's rows come to when they are read: a form put together, and progress in a language."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.api.assessing import _together
from services.reporting.api.languagetests import LanguageTest, SkillLevel, _level, _progress
from services.reporting.readmodels.assessments import ASSESSMENTS
from shared.events.assessment import Answers
from shared.events.assessment.language import Scale

pytestmark = pytest.mark.unit


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
