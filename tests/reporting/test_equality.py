"""Equality: the same indicators everywhere, who stands out is named, and nobody is told by what is left over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.reporting.api.equality import compositions_of
from services.reporting.comparing import Figure, figures
from services.reporting.equality import EQUALITY, By, Composition, Steps, grouped
from services.reporting.readmodels.jurisdiction import CASE
from services.reporting.readmodels.milestones import MILESTONES, MilestoneRow
from shared.events import Event, Head, Recorded
from shared.events import assessment as s
from shared.events import planning as p
from shared.events.assessment.language import LanguageTested, Levels, Scale, TestedLanguage
from shared.events.model import Personal, Unreadable
from shared.regions.profiles import load_profiles
from tests.projection.chronicle import Case, accepted, arrival, started

pytestmark = pytest.mark.unit
REGION = Composition("99", ("001", "002", "003"), {"pair": ("001", "002")}, date(2026, 12, 31))
EVERYWHERE = tuple(REGION.places().parts)


def somebody(municipality: str, planned: int | None = 40, group: str = "x", **more: object) -> Steps:
    said: dict[str, Any] = {"assessed": 20, "served": None, "referrals_ended": False, "referral_completed": False}
    said |= {"tested_again": False, "progressed": False} | more
    return Steps(municipality, group, planned=planned, **said)


def at(found: list[Figure], indicator: str, place: str, group: str = "*") -> Figure:
    (one,) = [each for each in found if (each.indicator, each.place, each.group) == (indicator, place, group)]
    return one


def test_a_municipality_that_is_far_from_the_others_is_an_outlier_with_the_size_of_it() -> None:
    steps = [
        *(somebody("001", 30 + day) for day in range(20)),
        *(somebody("002", 31 + day) for day in range(20)),
        *(somebody("003", 130 + day) for day in range(20)),
    ]
    found = figures(steps, EQUALITY, REGION.places(), 5, EVERYWHERE, by_group=False)
    far, near = at(found, "days_to_plan", "003"), at(found, "days_to_plan", "001")
    assert (far.value.value, far.value.n, far.outlier, near.outlier) == (139.5, 20, True, True)
    assert far.apart is not None and far.apart.value == pytest.approx(99.5)  # noqa: PT018
    assert far.apart.low is not None and far.apart.low > 80  # noqa: PT018
    assert at(found, "days_to_plan", "region:99").apart is None
    assert not at(found, "days_to_assessment", "003").outlier
    assert at(found, "share_with_plan", "unit:pair").value.n == 40


def test_a_share_counts_everybody_and_a_median_those_who_got_there() -> None:
    steps = [*(somebody("001", 10) for _ in range(12)), *(somebody("001", None) for _ in range(6))]
    steps += [somebody("002", 10) for _ in range(9)]
    steps += [somebody("003", None) for _ in range(7)]
    found = figures(steps, EQUALITY, REGION.places(), 5, EVERYWHERE, by_group=False)
    assert at(found, "share_with_plan", "001").value.value == pytest.approx(2 / 3)
    assert at(found, "days_to_plan", "001").value.n == 12
    assert at(found, "days_to_plan", "003").value == at(found, "days_to_first_service", "003").value
    assert at(found, "days_to_plan", "003").value.n == 0


def test_what_is_small_somewhere_hides_what_it_would_follow_from_everywhere() -> None:
    """Two of 003 have no plan: it could be reckoned from the region without 001 and 002, so one of those goes too."""
    steps = [somebody(code, 10) for code in ("001", "002", "003") for _ in range(20)]
    steps += [somebody(code, None) for code, many in (("001", 9), ("002", 8), ("003", 2)) for _ in range(many)]
    found = figures(steps, EQUALITY, REGION.places(), 5, EVERYWHERE, by_group=False)
    assert at(found, "share_with_plan", "003").value.suppressed
    assert at(found, "days_to_plan", "003").value.suppressed
    assert at(found, "share_with_plan", "003").apart is None
    assert at(found, "share_with_plan", "001").value.suppressed or at(found, "share_with_plan", "002").value.suppressed
    assert not at(found, "days_to_assessment", "003").value.suppressed


def test_a_municipality_with_few_people_is_hidden_in_every_indicator_of_everybody() -> None:
    steps = [somebody(code, 10) for code, many in (("001", 3), ("002", 8), ("003", 30)) for _ in range(many)]
    found = figures(steps, EQUALITY, REGION.places(), 5, EVERYWHERE, by_group=False)
    for indicator in ("days_to_assessment", "days_to_plan", "share_with_plan"):
        assert [at(found, indicator, code).value.suppressed for code in ("001", "002", "003")] == [True, True, False]
        assert not at(found, indicator, "region:99").value.suppressed


def test_a_group_is_compared_with_the_rest_of_its_place() -> None:
    steps = [somebody("001", 30 + day % 5, "women") for day in range(20)]
    steps += [somebody("001", 90 + day % 5, "men") for day in range(20)]
    steps += [somebody("002", 60, group) for group in ("women", "men") for _ in range(20)]
    found = figures(steps, EQUALITY, REGION.places(), 5, ("001",), by_group=True)
    women = at(found, "days_to_plan", "001", "women")
    assert women.outlier and women.apart is not None and women.apart.value == -60  # noqa: PT018
    assert {one.place for one in found} == {"001"}


def test_languages_of_few_are_counted_together_and_no_answer_is_a_group_of_its_own() -> None:
    spoken = [code for number, code in enumerate("abcdefgh") for _ in range(20 - number)]
    groups = grouped([*spoken, None], By.LANGUAGE)
    assert [groups[code] for code in "abcdefgh"] == ["a", "b", "c", "d", "e", "f", "other", "other"]
    assert groups[None] == "unanswered"
    assert grouped(["woman", None], By.GENDER) == {"woman": "woman", None: "unanswered"}
    assert set(grouped(["woman", None], By.ALL).values()) == {"other"}


def test_a_composition_has_the_units_of_its_day_that_lie_wholly_in_the_region() -> None:
    (found,) = compositions_of(["545"], load_profiles(), date(2026, 6, 1))
    assert (found.region, found.whole, len(found.municipalities)) == ("15", "region:15", 14)
    assert set(found.units["jakobstadsregionen"]) == {"288", "440", "598", "599", "893"}
    assert [one.region for one in compositions_of(["545", "272"], load_profiles(), date(2026, 6, 1))] == ["15", "16"]
    assert compositions_of([], load_profiles(), date(2026, 6, 1)) == []


# --- the fold ---------------------------------------------------------------------------------------------------------


def folded(*events: Event) -> MilestoneRow:
    rows: dict[str, MilestoneRow] = {}
    for event in events:
        head = Head(
            id=uuid4(),
            type=event.type,
            stream="intake/case/x",
            time=datetime(2026, 5, 1, tzinfo=UTC),
            key=uuid4(),
            streamversion=1,
            municipality=None,
            effectiveon=event.effective_on(),
            actorrole="caseworker",
            actororganisation="test",
        )
        handler = MILESTONES.handlers[event.service, event.name]
        for sub, row in handler.fold(rows, Recorded(event, head)).items():
            assert row is not None
            rows[sub] = row
    return rows[CASE]


def answered(person: Case, **values: str) -> Event:
    box = Personal(person.person, s.Answers(values=dict(values)))
    return s.AssessmentAnswered(municipality="905", answer_set=1, answers=box)


def level(person: Case, overall: str, language: TestedLanguage = TestedLanguage.FINNISH) -> Event:
    levels = Levels(scale=Scale.CEFR, skills={}, points={}, overall=overall, course="course")
    box = Personal(person.person, levels)
    return LanguageTested(municipality="905", test=uuid4(), language=language, tested_on=date(2026, 5, 1), levels=box)


def referral(event: Any, case: Case, **more: object) -> Event:
    made: Event = event(referral=case.referral, group=case.group, **more)
    return made


def test_the_first_of_each_step_counts_and_the_row_follows_the_case() -> None:
    case = Case()
    row = folded(
        arrival(case),
        started(on=date(2026, 4, 2)),
        started(on=date(2026, 4, 20)),
        started(on=date(2026, 4, 1)),
        referral(p.ReferralStarted, case, started_on=date(2026, 5, 3)),
        accepted(case),
    )
    assert (row.municipality, row.arrived_on, row.assessed_on, row.served_on, row.planned_on) == (
        "410", date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 3), None,
    )  # fmt: skip
    assert (row.reason, row.mother_tongue, row.gender) == ("temp", "ukr", None)


def test_gender_is_what_was_told_in_the_form_and_can_be_taken_back() -> None:
    case = Case()
    taken = s.AssessmentAnswered(
        municipality="905", answer_set=2, answers=Personal(case.person, s.Answers(taken_back=("gender",)))
    )
    unread = s.AssessmentAnswered(municipality="905", answer_set=2, answers=Personal(case.person, Unreadable.ERASED))
    assert folded(answered(case, gender="female")).gender == "female"
    assert folded(answered(case, gender="female"), answered(case, literacy="good")).gender == "female"
    assert folded(answered(case, gender="female"), unread).gender == "female"
    assert folded(answered(case, gender="female"), taken).gender is None
    assert folded(answered(case, gender="nottold")).gender is None


def test_progress_is_counted_in_the_language_that_was_tested_first() -> None:
    case = Case()
    row = folded(level(case, "A1.2"), level(case, "B1.1", TestedLanguage.SWEDISH), level(case, "A2.1"))
    assert (row.language, row.first_level, row.last_level, row.tests) == ("fin", "A1.2", "A2.1", 2)


def test_what_was_completed_counts_among_what_has_ended_in_any_way() -> None:
    case = Case()
    done, broken_off = (
        Personal(case.person, p.ReferralEnd(outcome=outcome))
        for outcome in (p.ReferralOutcome.COMPLETED, p.ReferralOutcome.INTERRUPTED)
    )
    ground = Personal(case.person, p.DeclineGround(reason=p.ReferralDeclineReason.FULL))
    row = folded(
        referral(p.ReferralCompleted, case, provider="905", completed_on=date(2026, 5, 1), end=done),
        referral(p.ReferralCompleted, case, provider="905", completed_on=date(2026, 5, 1), end=broken_off),
        referral(p.ReferralDeclined, case, provider="905", ground=ground),
    )
    assert (row.completed, row.ended) == (1, 3)
