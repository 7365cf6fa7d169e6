"""What stands in a case's plan, part by part, and what comes next; words and grounds stay in their boxes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.plans import PLANS, PlanRow
from shared.events import Event, RuleTrace
from shared.events.planning import PlanAgreed, PlanDrafted, PlanUpdated
from shared.events.planning.documents import PlanDocumentIssued
from shared.events.planning.onward import (
    ApplicationAnswered,
    ApplicationMade,
    NextStepMissing,
    NextStepTaken,
    PathBegun,
    PathEnded,
)
from shared.events.planning.orientation import OrientationGiven
from shared.events.planning.plans import (
    ChildHeard,
    GoalDropped,
    GoalReached,
    GoalSet,
    MeasureDone,
    MeasurePlanned,
    Party,
    PartyAgreed,
    PlanEnded,
    PlanExtended,
    PlanKind,
    PlanKindChosen,
    PlanReviewed,
    Responsible,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, RECORDED, VAASA, arrived, moved
from tests.spec import recorded

pytestmark = pytest.mark.unit

PLAN, ONE, TWO = UUID(int=2), UUID(int=11), UUID(int=12)
DAY, LATER, REVIEW, LAST = date(2026, 5, 1), date(2026, 6, 1), date(2026, 9, 1), date(2027, 5, 1)
CASE = PlanRow(VAASA)
drafted = told(PlanDrafted, plan=PLAN, drafted_on=DAY, months=12)
DRAFT = PlanRow(
    VAASA, "plan", PLAN, state="drafted", party="individual", since=DAY, number=12, words=b"PlanDrafted.goals"
)


def parts(*events: Event) -> dict[str, PlanRow]:
    """The rows of a case that has come, besides its own, which says nothing but whose it is."""
    rows = rows_of(PLANS, arrived, *events)
    assert rows.pop("") == CASE
    return rows


class TestThePlan:
    agreed = told(PlanAgreed, plan=PLAN, agreed_on=LATER, ends_on=LAST, review_by=REVIEW)
    AGREED = DRAFT._replace(state="agreed", agreed_on=LATER, until=LAST, by_day=REVIEW)

    def test_a_draft_says_how_long_and_since_when(self) -> None:
        assert parts(drafted) == {"plan": DRAFT}

    def test_an_update_is_another_length_and_other_goals(self) -> None:
        updated = told(PlanUpdated, plan=PLAN, months=18)
        assert parts(drafted, updated) == {"plan": DRAFT._replace(number=18, words=b"PlanUpdated.goals")}

    def test_an_agreed_plan_has_its_last_day_and_its_review(self) -> None:
        assert parts(drafted, self.agreed) == {"plan": self.AGREED}

    def test_a_review_stands_by_itself_and_moves_the_next_one(self) -> None:
        reviewed = told(PlanReviewed, plan=PLAN, reviewed_on=REVIEW, review_by=date(2027, 3, 1))
        review = PlanRow(VAASA, "review", plan=PLAN, since=REVIEW, by_day=date(2027, 3, 1))
        assert parts(drafted, self.agreed, reviewed) == {
            "plan": self.AGREED._replace(by_day=date(2027, 3, 1)),
            "review/4": review._replace(words=b"PlanReviewed.findings"),
        }

    def test_an_extension_names_the_rule_and_the_law_and_lengthens_the_plan(self) -> None:
        rule = RuleTrace(rule="total_plan_max", law="681/2023", outcome="2027-11-01")
        extended = told(PlanExtended, plan=PLAN, months=6, ends_on=date(2027, 11, 1), rule=rule)
        extension = PlanRow(
            VAASA,
            "extension",
            plan=PLAN,
            state="total_plan_max",
            party="681/2023",
            since=RECORDED,
            until=date(2027, 11, 1),
            number=6,
            ground=b"PlanExtended.extension",
        )
        assert parts(drafted, self.agreed, extended) == {
            "plan": self.AGREED._replace(until=date(2027, 11, 1), number=18),
            "extension/4": extension,
        }
        alone = parts(extended)["plan"]
        assert alone == PlanRow(VAASA, "plan", until=date(2027, 11, 1), number=6)

    def test_an_ended_plan_says_when_and_keeps_why(self) -> None:
        ended = told(PlanEnded, plan=PLAN, ended_on=LATER)
        assert parts(drafted, ended) == {
            "plan": DRAFT._replace(state="ended", done_on=LATER, ground=b"PlanEnded.ending")
        }

    @pytest.mark.parametrize("event", [PlanUpdated, PlanAgreed, PlanEnded, PlanReviewed, PlanKindChosen])
    def test_what_comes_before_the_draft_begins_the_plan(self, event: type[Event]) -> None:
        assert parts(told(event))["plan"].part == "plan"
        assert rows_of(PLANS, told(event))["plan"].municipality == ""

    def test_the_whole_plan_follows_the_case(self) -> None:
        rows = rows_of(PLANS, drafted, arrived, told(GoalSet, goal=ONE), moved)
        assert rows[""] == PlanRow(LAUKAA)
        assert {row.municipality for row in rows.values()} == {LAUKAA}
        assert rows_of(PLANS, drafted, arrived)["plan"] == DRAFT


class TestParties:
    def test_whose_plan_it_is_and_who_must_agree(self) -> None:
        chosen = told(PlanKindChosen, plan=PLAN, kind=PlanKind.MINOR, parties=(Party.CLIENT, Party.GUARDIAN))
        assert parts(drafted, chosen) == {
            "plan": DRAFT._replace(party="minor"),
            "kind": PlanRow(VAASA, "kind", plan=PLAN, party="client,guardian", words=b"PlanKindChosen.guardian"),
        }

    def test_a_child_was_heard(self) -> None:
        heard = told(ChildHeard, plan=PLAN, heard_on=DAY)
        assert parts(heard) == {"child": PlanRow(VAASA, "child", plan=PLAN, since=DAY, words=b"ChildHeard.view")}

    def test_each_party_agrees_on_its_own(self) -> None:
        agreed = [
            told(PartyAgreed, plan=PLAN, party=Party.CLIENT, agreed_on=DAY),
            told(PartyAgreed, plan=PLAN, party=Party.GUARDIAN, agreed_on=LATER),
        ]
        row = PlanRow(VAASA, "agreement", plan=PLAN)
        assert parts(*agreed) == {
            f"agreement/{PLAN}/client": row._replace(party="client", agreed_on=DAY),
            f"agreement/{PLAN}/guardian": row._replace(party="guardian", agreed_on=LATER),
        }


class TestGoals:
    goal = told(GoalSet, plan=PLAN, goal=ONE, responsible=Responsible.SCHOOL, target_on=LAST)
    OPEN = PlanRow(
        VAASA, "goal", ONE, PLAN, state="open", party="school", since=RECORDED, by_day=LAST, words=b"GoalSet.text"
    )
    measure = told(
        MeasurePlanned, plan=PLAN, measure=TWO, goal=ONE, responsible=Responsible.CLIENT, starts_on=DAY, ends_on=LATER
    )
    PLANNED = PlanRow(
        VAASA, "measure", TWO, PLAN, ONE, "open", "client", since=DAY, until=LATER, words=b"MeasurePlanned.text"
    )

    def test_a_goal_has_somebody_who_sees_to_it_and_a_day(self) -> None:
        assert parts(self.goal) == {f"goal/{ONE}": self.OPEN}

    def test_a_goal_is_reached_or_dropped_for_a_reason_that_stays_sealed(self) -> None:
        reached = told(GoalReached, goal=ONE, reached_on=LATER)
        assert parts(self.goal, reached) == {f"goal/{ONE}": self.OPEN._replace(state="reached", done_on=LATER)}
        dropped = told(GoalDropped, goal=ONE, dropped_on=LATER)
        assert parts(self.goal, dropped) == {
            f"goal/{ONE}": self.OPEN._replace(state="dropped", done_on=LATER, ground=b"GoalDropped.dropped")
        }

    def test_a_measure_is_for_a_goal_until_it_is_done(self) -> None:
        assert parts(self.measure) == {f"measure/{TWO}": self.PLANNED}
        done = told(MeasureDone, measure=TWO, done_on=LATER)
        assert parts(self.measure, done) == {f"measure/{TWO}": self.PLANNED._replace(state="done", done_on=LATER)}

    @pytest.mark.parametrize(
        ("event", "sub", "row"),
        [
            (
                told(GoalReached, goal=ONE, reached_on=DAY),
                f"goal/{ONE}",
                PlanRow(VAASA, "goal", state="reached", done_on=DAY),
            ),
            (
                told(GoalDropped, goal=ONE, dropped_on=DAY),
                f"goal/{ONE}",
                PlanRow(VAASA, "goal", state="dropped", done_on=DAY, ground=b"GoalDropped.dropped"),
            ),
            (
                told(MeasureDone, measure=TWO, done_on=DAY),
                f"measure/{TWO}",
                PlanRow(VAASA, "measure", state="done", done_on=DAY),
            ),
        ],
        ids=["reached", "dropped", "done"],
    )
    def test_an_end_without_a_beginning_is_told(self, event: Event, sub: str, row: PlanRow) -> None:
        assert parts(event) == {sub: row}


class TestBeside:
    def test_a_document_has_a_row_for_each_version(self) -> None:
        issued = told(PlanDocumentIssued, plan=PLAN, number=2)
        assert parts(drafted, issued)["document/2"] == PlanRow(
            VAASA,
            "document",
            recorded(issued, 3).head.id,
            PLAN,
            since=RECORDED,
            number=2,
            words=b"PlanDocumentIssued.document",
        )

    def test_minutes_of_civic_orientation_add_up_by_theme(self) -> None:
        given = told(OrientationGiven, theme="work", minutes=60, given_on=DAY)
        more = told(OrientationGiven, theme="work", minutes=45, given_on=LATER)
        other = told(OrientationGiven, theme="values", minutes=30, given_on=DAY)
        assert parts(given, more, other) == {
            "orientation/work": PlanRow(VAASA, "orientation", state="work", done_on=LATER, number=105),
            "orientation/values": PlanRow(VAASA, "orientation", state="values", done_on=DAY, number=30),
        }

    def test_an_application_is_open_until_it_is_answered(self) -> None:
        applied = told(ApplicationMade, application=ONE, applied_on=DAY)
        row = PlanRow(
            VAASA,
            "application",
            ONE,
            state="open",
            since=DAY,
            words=b"ApplicationMade.target",
            ground=b"ApplicationMade.applied",
        )
        assert parts(applied) == {f"application/{ONE}": row}
        answered = told(ApplicationAnswered, application=ONE, answered_on=LATER)
        answer = PlanRow(VAASA, "application_answer", ONE, done_on=LATER, ground=b"ApplicationAnswered.answer")
        assert parts(applied, answered) == {
            f"application/{ONE}": row._replace(state="answered", done_on=LATER),
            f"application/{ONE}/answer": answer,
        }
        assert parts(answered)[f"application/{ONE}"] == PlanRow(VAASA, "application", state="answered", done_on=LATER)

    def test_a_path_is_walked_until_it_has_led_somewhere(self) -> None:
        begun = told(PathBegun, path=ONE, begun_on=DAY)
        row = PlanRow(VAASA, "path", ONE, state="open", since=DAY, ground=b"PathBegun.chosen")
        assert parts(begun) == {f"path/{ONE}": row}
        ended = told(PathEnded, path=ONE, ended_on=LATER)
        assert parts(begun, ended) == {
            f"path/{ONE}": row._replace(state="ended", done_on=LATER),
            f"path/{ONE}/end": PlanRow(VAASA, "path_end", ONE, done_on=LATER, ground=b"PathEnded.end"),
        }
        assert parts(ended)[f"path/{ONE}"] == PlanRow(VAASA, "path", state="ended", done_on=LATER)

    def test_a_next_step_and_its_absence_each_have_a_row(self) -> None:
        missing = told(NextStepMissing, ending=ONE, ended_on=DAY, due_on=LATER)
        taken = told(NextStepTaken, taken_on=LATER)
        assert parts(missing, taken) == {
            f"missing/{ONE}": PlanRow(VAASA, "missing", ONE, since=DAY, by_day=LATER),
            "step/3": PlanRow(VAASA, "step", since=LATER, ground=b"NextStepTaken.step"),
        }
