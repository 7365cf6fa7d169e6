"""What a plan may do, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.planning.agreement import AgreePlan
from services.planning.client import Client
from services.planning.domain import INITIAL, DraftPlan, MoveDuties, RequirePlan, TakeUpCase, UpdatePlan, decide, evolve
from services.planning.standing import Agreed, NoPlan
from shared.events import Personal
from shared.events.planning import DutiesMoved, Goals, PlanAgreed, PlanUpdated
from shared.regions.rules import rule_for
from shared.regions.traces import traced
from tests.planning.facts import (
    AGREED,
    ASSESSED,
    BEGIN_BY,
    DRAFTED,
    GOALS,
    LAST_DAY,
    LAUKAA,
    LIMITS,
    LONGEST,
    OTHER_GOALS,
    PERSON,
    PLAN,
    REVIEW,
    REVIEW_BY,
    TODAY,
    VAASA,
    agree,
    agreed,
    draft,
    drafted,
    given,
    moved,
    required,
    taken_up,
    update,
)
from tests.spec import folded

pytestmark = pytest.mark.unit


def in_force(municipality: str) -> Agreed:
    """The plan of the facts' client, agreed on."""
    client = Client(municipality, PERSON, first_agreed_on=AGREED)
    return Agreed(client, PLAN, AGREED, 12, LAST_DAY, REVIEW_BY, agreed.review_rule)


def test_an_arrival_makes_the_case_known_to_planning() -> None:
    given().when(TakeUpCase(VAASA, PERSON)).produces(taken_up)


def test_a_case_is_taken_up_once() -> None:
    given(taken_up, moved).when(TakeUpCase(VAASA, PERSON)).stays_quiet()


def test_a_plan_is_required_by_the_day_that_the_law_gives() -> None:
    given(taken_up).when(RequirePlan(ASSESSED, BEGIN_BY)).produces(required)


def test_under_the_old_act_its_making_had_to_begin_within_two_weeks() -> None:
    assessed = date(2024, 11, 4)
    rule = rule_for("plan_preparation_starts", assessed)
    by = date(2024, 11, 18)
    given(taken_up).when(RequirePlan(assessed, rule)).produces(
        required.model_copy(update={"due_on": by, "rule": traced(rule, by, assessed_on=assessed)})
    )


@pytest.mark.parametrize("history", [(required,), (required, drafted), (required, drafted, agreed)])
def test_a_plan_is_required_once(history: tuple[object, ...]) -> None:
    given(taken_up, *history).when(RequirePlan(ASSESSED, BEGIN_BY)).stays_quiet()  # type: ignore[arg-type]


def test_no_plan_is_required_in_a_case_that_planning_does_not_know() -> None:
    given().when(RequirePlan(ASSESSED, BEGIN_BY)).refuses("planning.case_unknown")


def test_the_plan_is_owed_by_the_municipality_that_intake_named_last() -> None:
    (
        given(taken_up, moved)
        .when(RequirePlan(ASSESSED, BEGIN_BY))
        .produces(required.model_copy(update={"municipality": LAUKAA}))
    )


def test_a_required_plan_is_drafted() -> None:
    given(taken_up, required).when(draft).produces(drafted)


@pytest.mark.parametrize("command", [draft, update, agree])
def test_a_case_nobody_knows_is_not_found(command: DraftPlan | UpdatePlan | AgreePlan) -> None:
    given().when(command).refuses("access.not_found")


@pytest.mark.parametrize("command", [draft, update, agree])
def test_another_municipalitys_case_is_not_found_either(command: DraftPlan | UpdatePlan | AgreePlan) -> None:
    given(taken_up, required, drafted, moved).when(command).refuses("access.not_found")


@pytest.mark.parametrize("command", [draft, update, agree])
def test_a_plan_that_nobody_required_is_not_made(command: DraftPlan | UpdatePlan | AgreePlan) -> None:
    given(taken_up).when(command).refuses("plan.not_required")


def test_a_plan_is_drafted_once() -> None:
    given(taken_up, required, drafted).when(draft).refuses("plan.already_drafted")
    given(taken_up, required, drafted, agreed).when(draft).refuses("plan.already_agreed")


def test_a_draft_is_not_made_tomorrow() -> None:
    tomorrow = replace(draft, drafted_on=TODAY + timedelta(days=1))
    given(taken_up, required).when(tomorrow).refuses("planning.day_in_the_future", "drafted_on")


def test_a_draft_is_no_longer_than_the_law_allows() -> None:
    given(taken_up, required).when(replace(draft, months=13)).refuses("plan.longer_than_the_law_allows", "months")


def test_a_draft_of_more_months_than_the_calendar_has_is_too_long_as_well() -> None:
    endless = replace(draft, months=10**9)
    given(taken_up, required).when(endless).refuses("plan.longer_than_the_law_allows", "months")


def test_a_draft_has_a_length_and_a_goal() -> None:
    given(taken_up, required).when(replace(draft, months=0)).refuses("plan.no_length", "months")
    given(taken_up, required).when(replace(draft, goals=Goals(goals=()))).refuses("plan.no_goals", "goals")


def test_a_draft_may_get_other_goals_and_another_length() -> None:
    (
        given(taken_up, required, drafted)
        .when(replace(update, months=9))
        .produces(PlanUpdated(plan=PLAN, months=9, goals=Personal(PERSON, OTHER_GOALS)))
    )


def test_what_is_not_drafted_is_not_updated() -> None:
    given(taken_up, required).when(update).refuses("plan.not_drafted")


def test_a_draft_does_not_grow_beyond_the_law() -> None:
    case = given(taken_up, required, drafted)
    case.when(replace(update, months=13)).refuses("plan.longer_than_the_law_allows", "months")


def test_an_update_has_goals_too() -> None:
    no_goals = replace(update, goals=Goals(goals=()))
    given(taken_up, required, drafted).when(no_goals).refuses("plan.no_goals", "goals")
    given(taken_up, required, drafted, agreed).when(no_goals).refuses("plan.no_goals", "goals")


def test_an_agreed_plan_may_get_other_goals() -> None:
    (
        given(taken_up, required, drafted, agreed)
        .when(update)
        .produces(PlanUpdated(plan=PLAN, months=12, goals=Personal(PERSON, OTHER_GOALS)))
    )


def test_an_agreed_length_stays() -> None:
    case = given(taken_up, required, drafted, agreed)
    case.when(replace(update, months=6)).refuses("plan.length_is_agreed", "months")


def test_a_draft_is_agreed_on_for_a_year_with_a_review_in_six_months() -> None:
    given(taken_up, required, drafted).when(agree).produces(agreed)
    given(taken_up, required, drafted).when(agree).leads_to(in_force(VAASA))


def test_the_agreement_tells_the_law_it_rests_on() -> None:
    assert agreed.rule.law == "681/2023"
    assert agreed.rule.version == date(2025, 1, 1)
    assert agreed.rule.inputs == {"agreed_on": "2026-02-02", "months": "12"}


def test_a_short_plan_is_reviewed_by_its_end() -> None:
    shorter = PlanUpdated(plan=PLAN, months=3, goals=Personal(PERSON, GOALS))
    ends_on = date(2026, 5, 2)
    (
        given(taken_up, required, drafted, shorter)
        .when(agree)
        .produces(
            PlanAgreed(
                municipality=VAASA,
                plan=PLAN,
                agreed_on=AGREED,
                ends_on=ends_on,
                review_by=ends_on,
                rule=traced(LONGEST, ends_on, agreed_on=AGREED, months=3),
                review_rule=traced(REVIEW, ends_on, agreed_on=AGREED, ends_on=ends_on),
            )
        )
    )


def test_a_draft_that_a_later_law_finds_too_long_is_not_agreed_on() -> None:
    stricter = replace(LONGEST, value=6, unit="months")
    case = given(taken_up, required, drafted)
    case.when(replace(agree, limits=replace(LIMITS, longest=stricter))).refuses(
        "plan.longer_than_the_law_allows", "months"
    )


def test_what_is_not_drafted_is_not_agreed_on() -> None:
    given(taken_up, required).when(agree).refuses("plan.not_drafted")


def test_a_plan_is_agreed_on_once() -> None:
    given(taken_up, required, drafted, agreed).when(agree).refuses("plan.already_agreed")


def test_an_agreement_is_neither_ahead_nor_before_the_draft() -> None:
    case = given(taken_up, required, drafted)
    case.when(replace(agree, agreed_on=TODAY + timedelta(days=1))).refuses("planning.day_in_the_future", "agreed_on")
    case.when(replace(agree, agreed_on=DRAFTED - timedelta(days=1))).refuses("plan.agreed_before_drafted", "agreed_on")


@pytest.mark.parametrize("day", [DRAFTED, TODAY])
def test_an_agreement_may_be_of_the_drafts_own_day_and_of_today(day: date) -> None:
    case = given(taken_up, required, drafted)
    (fact,) = decide(replace(agree, agreed_on=day), folded(INITIAL, evolve, case.history))
    assert isinstance(fact, PlanAgreed)
    assert (fact.agreed_on, fact.ends_on) == (day, day.replace(year=2027))


def test_a_draft_may_be_made_today() -> None:
    today = replace(draft, drafted_on=TODAY)
    given(taken_up, required).when(today).produces(drafted.model_copy(update={"drafted_on": TODAY}))


def test_duties_move_with_the_case_and_deadlines_stay() -> None:
    (given(taken_up, required, drafted, agreed).when(MoveDuties(VAASA, LAUKAA, TODAY)).leads_to(in_force(LAUKAA)))


def test_a_move_is_said_once() -> None:
    given(taken_up).when(MoveDuties(VAASA, LAUKAA, TODAY)).produces(
        DutiesMoved(sender=VAASA, receiver=LAUKAA, moves_on=TODAY)
    )
    given(taken_up, moved).when(MoveDuties(VAASA, LAUKAA, TODAY)).stays_quiet()


def test_a_case_nobody_knows_does_not_move() -> None:
    given().when(MoveDuties(VAASA, LAUKAA, TODAY)).refuses("planning.case_unknown")


def test_a_known_case_without_a_plan_is_that() -> None:
    given(taken_up).is_in(NoPlan(Client(VAASA, PERSON)))


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow Unknown"):
        given(drafted).is_in(NoPlan(Client(VAASA, PERSON)))
