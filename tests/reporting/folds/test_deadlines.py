"""What a case owes by when, what met or ended it, and the rule it rests on; and for good, what was broken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.reporting.readmodels.breaches import BREACHES, BreachRow
from services.reporting.readmodels.deadlines import DEADLINES, DeadlineRow
from shared.events import Event, RuleTrace
from shared.events.assessment import AssessmentRequired, AssessmentStarted, AssessmentWaived, DeadlineBreached
from shared.events.planning import PlanAgreed, PlanDrafted, PlanRequired, PlanUpdated, ReferredToService
from shared.events.planning.onward import (
    ApplicationMade,
    NextStepMissing,
    NextStepTaken,
    PathBegun,
    PlacementStartNoted,
)
from shared.events.planning.plans import DeadlineBreached as PlanningBreached
from shared.events.planning.plans import PlanEnded, PlanReviewed
from shared.events.planning.services import ServiceReferralSent
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, RECORDED, VAASA, arrived, moved

pytestmark = pytest.mark.unit

DUE, AGAIN, DONE = date(2026, 3, 31), date(2026, 9, 30), date(2026, 3, 20)
LAW = RuleTrace(
    rule="assessment_starts",
    law="681/2023",
    section="14 §",
    version=date(2025, 1, 1),
    inputs={"b": "2", "a": "1"},
    outcome="2026-03-31",
)
OWED = DeadlineRow(
    VAASA,
    due_on=DUE,
    rule="assessment_starts",
    law="681/2023",
    section="14 §",
    rule_version=date(2025, 1, 1),
    inputs='{"a":"1","b":"2"}',
    outcome="2026-03-31",
)

assessment, plan = told(AssessmentRequired, due_on=DUE, rule=LAW), told(PlanRequired, due_on=DUE, rule=LAW)
review = told(PlanAgreed, review_by=DUE, review_rule=LAW)
step = told(NextStepMissing, due_on=DUE, rule=LAW)


@pytest.mark.parametrize(
    ("required", "duty"), [(assessment, "assessment"), (plan, "plan"), (review, "review"), (step, "next_step")]
)
class TestDuties:
    def test_a_duty_has_its_day_and_the_rule_that_gave_it(self, required: Event, duty: str) -> None:
        assert rows_of(DEADLINES, arrived, required) == {"": DeadlineRow(VAASA), duty: OWED}

    def test_it_follows_the_case(self, required: Event, duty: str) -> None:
        rows = rows_of(DEADLINES, arrived, required, moved)
        assert rows == {"": DeadlineRow(LAUKAA), duty: OWED._replace(municipality=LAUKAA)}

    def test_what_comes_before_the_arrival_is_nobodys_until_then(self, required: Event, duty: str) -> None:
        assert rows_of(DEADLINES, required) == {duty: OWED._replace(municipality="")}
        assert rows_of(DEADLINES, required, arrived) == {"": DeadlineRow(VAASA), duty: OWED}


@pytest.mark.parametrize(
    ("history", "duty", "end"),
    [
        ([assessment, told(AssessmentStarted, started_on=DONE)], "assessment", {"met_on": DONE}),
        ([assessment, told(AssessmentWaived, waived_on=DONE)], "assessment", {"waived_on": DONE}),
        ([plan, told(PlanDrafted, drafted_on=DONE)], "plan", {"met_on": DONE}),
        ([review, told(PlanUpdated)], "review", {"met_on": RECORDED}),
        ([review, told(PlanEnded, ended_on=DONE)], "review", {"waived_on": DONE}),
        ([step, told(NextStepTaken)], "next_step", {"met_on": RECORDED}),
    ],
    ids=lambda value: value[-1].name if isinstance(value, list) else "",
)
def test_what_was_done_or_waived_is_said_with_its_day(history: list[Event], duty: str, end: dict[str, Any]) -> None:
    rows = rows_of(DEADLINES, arrived, *history)
    assert rows == {"": DeadlineRow(VAASA), duty: OWED._replace(**end)}


@pytest.mark.parametrize(
    "onward", [ReferredToService, ServiceReferralSent, ApplicationMade, PathBegun, PlacementStartNoted, NextStepTaken]
)
def test_whatever_comes_next_is_the_next_step_and_without_a_task_it_is_none(onward: type[Event]) -> None:
    assert rows_of(DEADLINES, arrived, step, told(onward))["next_step"] == OWED._replace(met_on=RECORDED)
    assert rows_of(DEADLINES, arrived, told(onward)) == {"": DeadlineRow(VAASA)}


@pytest.mark.parametrize("event", [PlanUpdated, PlanEnded])
def test_a_plan_that_nobody_has_agreed_on_has_no_review(event: type[Event]) -> None:
    assert rows_of(DEADLINES, arrived, told(event)) == {"": DeadlineRow(VAASA)}


def test_a_start_without_a_duty_is_told_all_the_same() -> None:
    rows = rows_of(DEADLINES, arrived, told(AssessmentStarted, started_on=DONE))
    assert rows["assessment"] == DeadlineRow(VAASA, met_on=DONE)


def test_a_review_makes_the_next_one_due_as_if_none_had_been() -> None:
    breached = told(PlanningBreached, duty="review", due_on=DUE, breached_on=date(2026, 4, 1))
    again = told(PlanReviewed, review_by=AGAIN, rule=LAW)
    for before in (told(PlanUpdated), told(PlanEnded), breached):
        rows = rows_of(DEADLINES, arrived, review, before, again)
        assert rows["review"] == OWED._replace(due_on=AGAIN)


class TestBreaches:
    @pytest.mark.parametrize(
        ("breach", "duty", "required"), [(DeadlineBreached, "assessment", assessment), (PlanningBreached, "plan", plan)]
    )
    def test_a_breach_is_of_the_day_that_is_due_and_of_no_other(
        self, breach: type[Event], duty: str, required: Event
    ) -> None:
        said = told(breach, duty=duty, due_on=DUE, breached_on=date(2026, 4, 1))
        assert rows_of(DEADLINES, arrived, required, said)[duty] == OWED._replace(breached_on=date(2026, 4, 1))
        earlier = told(breach, duty=duty, due_on=date(2026, 3, 30), breached_on=date(2026, 3, 31))
        assert rows_of(DEADLINES, arrived, required, earlier)[duty] == OWED
        assert rows_of(DEADLINES, arrived, said) == {"": DeadlineRow(VAASA)}

    def test_each_breach_stays_for_good_with_the_rule_and_where_it_was_broken(self) -> None:
        first = told(
            DeadlineBreached, municipality=VAASA, duty="assessment", due_on=DUE, breached_on=date(2026, 4, 1), rule=LAW
        )
        second = told(
            PlanningBreached, municipality=LAUKAA, duty="plan", due_on=AGAIN, breached_on=date(2026, 10, 1), rule=LAW
        )
        law: dict[str, Any] = {
            "rule": "assessment_starts",
            "law": "681/2023",
            "section": "14 §",
            "rule_version": date(2025, 1, 1),
            "inputs": '{"a":"1","b":"2"}',
        }
        one = BreachRow(VAASA, VAASA, "assessment", DUE, date(2026, 4, 1), **law)
        two = BreachRow(LAUKAA, LAUKAA, "plan", AGAIN, date(2026, 10, 1), **law)
        rows = rows_of(BREACHES, arrived, first, moved, second)
        assert rows == {
            "": BreachRow(LAUKAA),
            "assessment/assessment/2026-03-31": one._replace(municipality=LAUKAA),
            "planning/plan/2026-09-30": two,
        }
        assert rows_of(BREACHES, first) == {"assessment/assessment/2026-03-31": one._replace(municipality="")}
        assert rows_of(BREACHES, first, arrived) == {"": BreachRow(VAASA), "assessment/assessment/2026-03-31": one}
