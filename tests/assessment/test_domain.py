"""What an assessment may do, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from services.assessment.domain import (
    INITIAL,
    Command,
    CompleteAssessment,
    StartAssessment,
    WaiveAssessment,
    decide,
    evolve,
)
from services.assessment.duty import MoveDuties, RequireAssessment
from services.assessment.standing import Completed, Duty, NothingRequired, State, Staying, UnderWay, Waived
from shared.errors import Refused
from shared.events import Event, FreeText, Personal, RuleTrace
from shared.events.assessment import (
    AssessmentCompleted,
    AssessmentRequired,
    AssessmentStarted,
    AssessmentWaived,
    DutiesMoved,
    Findings,
    WaiverGround,
    WaiverReason,
)
from shared.events.words import Words
from shared.regions.rules import rule_for
from tests.spec import Spec, answer, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given

VAASA, LAUKAA = "905", "410"
PERSON = UUID("0190c0de-0000-7000-8000-0000000000aa")
TEXT = UUID("0190c0de-0000-7000-8000-0000000000bb")
ARRIVED, DUE, STARTED, DONE, TODAY = (
    date(2026, 1, 31),
    date(2026, 3, 31),
    date(2026, 2, 10),
    date(2026, 2, 20),
    date(2026, 3, 1),
)
RULE = rule_for("assessment_must_start", ARRIVED)

required = AssessmentRequired(
    municipality=VAASA,
    person_id=PERSON,
    counted_from=ARRIVED,
    due_on=DUE,
    rule=RuleTrace(
        rule="assessment_must_start",
        law="project setting",
        version=date(2025, 1, 1),
        inputs={"arrived_on": "2026-01-31"},
        outcome="2026-03-31",
    ),
)
started = AssessmentStarted(municipality=VAASA, started_on=STARTED, official="official-1")
completed = AssessmentCompleted(
    municipality=VAASA,
    person_id=PERSON,
    completed_on=DONE,
    plan_needed=True,
    findings=Personal(PERSON, Findings(finnish="A1")),
    summary=Personal(TEXT, FreeText(text="Haluaa opiskella.")),
)
waived = AssessmentWaived(
    municipality=VAASA, waived_on=DONE, ground=Personal(PERSON, WaiverGround(reason=WaiverReason.DECLINED))
)
moved = DutiesMoved(sender=VAASA, receiver=LAUKAA, moves_on=DONE)

require = RequireAssessment(VAASA, PERSON, ARRIVED, RULE)
start = StartAssessment(VAASA, STARTED, "official-1", TODAY)
complete = CompleteAssessment(VAASA, DONE, True, Findings(finnish="A1"), Words(TEXT, "Haluaa opiskella."), TODAY)
waive = WaiveAssessment(VAASA, DONE, WaiverReason.DECLINED, TODAY)
move = MoveDuties(VAASA, LAUKAA, DONE)


class TestRequiring:
    def test_an_arrival_makes_an_assessment_due_by_the_rule_of_the_day_it_came(self) -> None:
        given().when(require).produces(required)

    def test_the_rule_that_was_in_force_is_the_one_that_counts(self) -> None:
        old = replace(require, counted_from=date(2024, 5, 1), rule=rule_for("assessment_must_start", date(2024, 5, 1)))
        (fact,) = decide(old, INITIAL)
        assert isinstance(fact, AssessmentRequired)
        assert (fact.rule.law, fact.due_on) == ("1386/2010", date(2024, 7, 1))

    def test_it_is_required_once(self) -> None:
        given(required).when(require).stays_quiet()
        given(required, started, completed).when(require).stays_quiet()


class TestStarting:
    def test_an_official_starts_what_is_required(self) -> None:
        given(required).when(start).produces(started)

    def test_the_same_start_said_again_changes_nothing(self) -> None:
        given(required, started).when(start).stays_quiet()

    def test_another_start_is_refused(self) -> None:
        given(required, started).when(replace(start, official="official-2")).refuses("assessment.already_started")

    def test_it_does_not_start_before_the_person_has_come(self) -> None:
        early = replace(start, started_on=ARRIVED - timedelta(days=1))
        given(required).when(early).refuses("assessment.before_arrival", "started_on")

    def test_it_does_not_start_tomorrow(self) -> None:
        late = replace(start, started_on=TODAY + timedelta(days=1))
        given(required).when(late).refuses("assessment.day_in_the_future", "started_on")

    @pytest.mark.parametrize("day", [ARRIVED, TODAY])
    def test_it_may_start_on_the_day_of_the_arrival_and_today(self, day: date) -> None:
        given(required).when(replace(start, started_on=day)).produces(started.model_copy(update={"started_on": day}))

    def test_the_same_official_on_another_day_is_another_start(self) -> None:
        other = replace(start, started_on=STARTED + timedelta(days=1))
        given(required, started).when(other).refuses("assessment.already_started")

    def test_a_broken_deadline_is_no_reason_to_refuse(self) -> None:
        late = replace(start, started_on=DUE + timedelta(days=1), today=DUE + timedelta(days=1))
        given(required).when(late).produces(
            AssessmentStarted(municipality=VAASA, started_on=late.started_on, official="official-1")
        )

    @pytest.mark.parametrize(
        ("history", "code"),
        [
            ((), "access.not_found"),
            ((required, started, completed), "assessment.already_completed"),
            ((required, waived), "assessment.already_waived"),
        ],
    )
    def test_nothing_starts_where_nothing_is_due(self, history: tuple[Event, ...], code: str) -> None:
        given(*history).when(start).refuses(code)


class TestCompleting:
    def test_what_was_found_is_written_with_the_need_of_a_plan(self) -> None:
        given(required, started).when(complete).produces(completed)

    def test_the_summary_can_be_erased_with_the_person(self) -> None:
        (fact,) = decide(complete, folded(INITIAL, evolve, [required, started]))
        assert isinstance(fact, AssessmentCompleted)
        assert fact.summary is not None
        assert fact.summary.parents == (PERSON,)

    def test_it_is_not_completed_before_it_began(self) -> None:
        early = replace(complete, completed_on=STARTED - timedelta(days=1))
        given(required, started).when(early).refuses("assessment.completed_before_started", "completed_on")

    @pytest.mark.parametrize("day", [STARTED, TODAY])
    def test_it_may_be_completed_on_the_day_it_began_and_today(self, day: date) -> None:
        given(required, started).when(replace(complete, completed_on=day)).leads_to(
            Completed(Duty(VAASA, PERSON, ARRIVED, DUE, required.rule), day)
        )

    def test_without_a_summary_and_without_a_need_of_a_plan_it_is_completed_too(self) -> None:
        plain = completed.model_copy(update={"summary": None, "plan_needed": False})
        given(required, started).when(replace(complete, summary=None, plan_needed=False)).produces(plain)

    def test_it_is_not_completed_tomorrow(self) -> None:
        late = replace(complete, completed_on=TODAY + timedelta(days=1))
        given(required, started).when(late).refuses("assessment.day_in_the_future", "completed_on")

    @pytest.mark.parametrize(
        ("history", "code"),
        [
            ((), "access.not_found"),
            ((required,), "assessment.not_started"),
            ((required, started, completed), "assessment.already_completed"),
            ((required, waived), "assessment.already_waived"),
        ],
    )
    def test_only_what_is_under_way_is_completed(self, history: tuple[Event, ...], code: str) -> None:
        given(*history).when(complete).refuses(code)


class TestWaiving:
    def test_it_is_waived_before_it_began_and_while_it_goes_on(self) -> None:
        given(required).when(waive).produces(waived)
        given(required, started).when(waive).produces(waived)

    @pytest.mark.parametrize("day", [ARRIVED, TODAY])
    def test_it_may_be_waived_on_the_day_of_the_arrival_and_today(self, day: date) -> None:
        given(required).when(replace(waive, waived_on=day)).produces(waived.model_copy(update={"waived_on": day}))
        given(required).when(replace(waive, waived_on=day)).leads_to(
            Waived(Duty(VAASA, PERSON, ARRIVED, DUE, required.rule), day)
        )

    def test_it_is_not_waived_tomorrow_nor_before_the_arrival(self) -> None:
        tomorrow, early = TODAY + timedelta(days=1), ARRIVED - timedelta(days=1)
        given(required).when(replace(waive, waived_on=tomorrow)).refuses("assessment.day_in_the_future", "waived_on")
        given(required).when(replace(waive, waived_on=early)).refuses("assessment.before_arrival", "waived_on")

    @pytest.mark.parametrize(
        ("history", "code"),
        [
            ((), "access.not_found"),
            ((required, started, completed), "assessment.already_completed"),
            ((required, waived), "assessment.already_waived"),
        ],
    )
    def test_what_has_ended_is_not_waived(self, history: tuple[Event, ...], code: str) -> None:
        given(*history).when(waive).refuses(code)


class TestMoving:
    @pytest.mark.parametrize(
        "history", [(required,), (required, started), (required, started, completed), (required, waived)]
    )
    def test_the_duty_moves_with_the_case_however_it_stands(self, history: tuple[Event, ...]) -> None:
        given(*history).when(move).produces(moved)

    def test_the_deadline_stays_the_same(self) -> None:
        given(required, started, moved).is_in(
            UnderWay(Duty(LAUKAA, PERSON, ARRIVED, DUE, required.rule), STARTED, "official-1")
        )

    def test_it_stays_quiet_where_nothing_is_owed_or_the_receiver_has_it_already(self) -> None:
        given().when(move).stays_quiet()
        given(required, moved).when(move).stays_quiet()

    @pytest.mark.parametrize("asked", [start, complete, waive])
    def test_the_sender_may_not_go_on(self, asked: Command) -> None:
        given(required, started, moved).when(asked).refuses("access.not_found")

    def test_the_receiver_may(self) -> None:
        given(required, moved).when(replace(start, municipality=LAUKAA)).produces(
            AssessmentStarted(municipality=LAUKAA, started_on=STARTED, official="official-1")
        )


def test_a_fact_that_cannot_follow_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="cannot follow NothingRequired"):
        folded(INITIAL, evolve, [started])


days = st.integers(0, 80).map(lambda n: date(2026, 1, 15) + timedelta(days=n))
places = st.sampled_from([VAASA, LAUKAA])
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(RequireAssessment, places, st.just(PERSON), days, st.just(RULE)),
    st.builds(StartAssessment, places, days, st.sampled_from(["official-1", "official-2"]), days),
    st.builds(CompleteAssessment, places, days, st.booleans(), st.just(Findings()), st.none(), days),
    st.builds(WaiveAssessment, places, days, st.sampled_from(WaiverReason), days),
    st.builds(MoveDuties, places, places, days),
)


@sampled(st.lists(commands, max_size=30))
def test_whatever_is_asked_in_whatever_order_the_case_stays_whole(asked: list[Command]) -> None:
    history: list[Event] = []
    for command in asked:
        state = folded(INITIAL, evolve, history)
        events = answer(decide, command, state)
        if isinstance(events, Refused):
            assert events.code.startswith(("assessment.", "access."))
            continue
        assert len(events) <= 1
        if isinstance(command, StartAssessment | CompleteAssessment | WaiveAssessment) and events:
            assert not isinstance(state, NothingRequired | Staying)
            assert state.duty.municipality == command.municipality
        history.extend(events)
    ends = [fact for fact in history if isinstance(fact, AssessmentCompleted | AssessmentWaived)]
    assert len(ends) <= 1
    assert sum(isinstance(fact, AssessmentRequired) for fact in history) <= 1
    state = folded(INITIAL, evolve, history)
    assert isinstance(state, Completed | Waived) is bool(ends)
    if history and not isinstance(state, NothingRequired | Staying):
        first = history[0]
        assert isinstance(first, AssessmentRequired)
        assert state.duty.due_on == first.due_on
