"""Effectiveness: versions of models side by side, by what came of the assessments that were made by them."""

from __future__ import annotations

import pytest

from services.reporting.comparing import Figure, figures
from services.reporting.effectiveness import EFFECTIVENESS, WHOLE, Assessed, models

pytestmark = pytest.mark.unit


def assessed(model: str, made: int | None = 10, group: str = "x", *, in_time: bool = True) -> Assessed:
    needed = made is not None
    return Assessed(model, group, in_time, made, needed, 14 if needed else None, tested_again=False, progressed=False)


def compared(*people: Assessed, by_group: bool = False) -> dict[tuple[str, str, str], Figure]:
    places = models(people)
    found = figures(people, EFFECTIVENESS, places, 5, places.parts.keys(), by_group=by_group)
    return {(one.indicator, one.place, one.group): one for one in found}


def test_versions_are_compared_with_counts_medians_and_intervals() -> None:
    found = compared(
        *(assessed("statutory@1", 20 + day) for day in range(15)),
        *(assessed("statutory@2", 5 + day % 3) for day in range(12)),
    )
    second = found["days_of_assessment", "statutory@2", "*"]
    assert (second.value.value, second.value.n, second.outlier) == (6, 12, True)
    assert second.apart is not None
    assert second.apart.value == -21
    assert second.apart.high is not None
    assert second.apart.high < 0
    assert found["share_assessment_made", WHOLE, "*"].value.value == 1
    assert found["days_to_plan_after", WHOLE, "*"].value.n == 27
    assert found["language_progress", WHOLE, "*"].value.n == 0


def test_a_version_that_few_were_assessed_by_is_hidden_with_what_gives_it_away() -> None:
    people = [assessed(model) for model, many in (("a@1", 20), ("b@1", 9), ("c@1", 2)) for _ in range(many)]
    found = compared(*people)
    hidden = {place: found["share_begun_in_time", place, "*"].value.suppressed for place in models(people).parts}
    assert hidden == {"a@1": False, "b@1": True, "c@1": True, WHOLE: False}


def test_a_group_is_compared_within_its_version() -> None:
    people = [assessed("a@1", group="female", in_time=False) for _ in range(10)]
    people += [assessed("a@1", group="male") for _ in range(10)]
    found = compared(*people, by_group=True)
    women = found["share_begun_in_time", "a@1", "female"]
    assert (women.value.value, women.outlier) == (0, True)
    assert women.apart is not None
    assert women.apart.value == -1


def test_only_those_who_need_a_plan_are_asked_whether_they_have_one() -> None:
    found = compared(*(assessed("a@1", None) for _ in range(7)), *(assessed("a@1") for _ in range(6)))
    assert found["share_planned_after", "a@1", "*"].value.n == 6
    assert found["share_assessment_made", "a@1", "*"].value.n == 13
