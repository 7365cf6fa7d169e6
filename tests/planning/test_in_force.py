"""What the law asks of a plan in force, and what each party's agreement does, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.planning.agreement import HearChild, RecordAgreement
from services.planning.aims import DropGoal, FinishMeasure, PlanMeasure, ReachGoal, SetGoal
from services.planning.client import Client
from services.planning.domain import INITIAL, Command, RequirePlan, ResumeDuties, SuspendDuties, Whose, decide, evolve
from services.planning.in_force import EndPlan, ExtendPlan, LetPlanEnd, RecordBreach, ReviewPlan
from services.planning.standing import Draft, Ended, PlanDue, State
from services.planning.words import Words
from shared.events import Event, FreeText, Personal
from shared.events.planning import PlanAgreed, PlanUpdated
from shared.events.planning.plans import (
    ChildHeard,
    DeadlineBreached,
    Dropped,
    DropReason,
    DutiesResumed,
    DutiesSuspended,
    Extension,
    ExtensionGround,
    GoalDropped,
    GoalReached,
    GoalSet,
    MeasureDone,
    MeasurePlanned,
    Party,
    PartyAgreed,
    PlanEnded,
    PlanEnding,
    PlanEndReason,
    PlanExtended,
    PlanKind,
    PlanKindChosen,
    PlanReviewed,
    Responsible,
)
from shared.regions.traces import traced
from tests.planning.facts import (
    AGREED,
    ASSESSED,
    BEGIN_BY,
    EXTENSION,
    LAST_DAY,
    LIMITS,
    OTHER_GOALS,
    PERSON,
    PLAN,
    REVIEW,
    REVIEW_BY,
    TODAY,
    TOTAL,
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
from tests.spec import Outcome, folded

pytestmark = pytest.mark.unit

IN_FORCE: tuple[Event, ...] = (taken_up, required, drafted, agreed)
WORDS = Words(UUID(int=30), "Näin on")
TEXT = Personal(UUID(int=30), FreeText(text="Näin on"), parents=(PERSON,))
GOAL, MEASURE = UUID(int=31), UUID(int=32)
TOMORROW = TODAY + timedelta(days=1)

review = ReviewPlan(VAASA, TODAY, WORDS, REVIEW, TODAY)
extend = ExtendPlan(VAASA, 12, None, TOTAL, EXTENSION, TODAY)
end = EndPlan(VAASA, TODAY, PlanEndReason.EMPLOYED, TODAY)
set_goal = SetGoal(VAASA, GOAL, WORDS, Responsible.CLIENT, TODAY)
measure = PlanMeasure(VAASA, MEASURE, GOAL, WORDS, Responsible.MUNICIPALITY, TODAY, TODAY)
goal_set = GoalSet(plan=PLAN, goal=GOAL, responsible=Responsible.CLIENT, target_on=TODAY, text=TEXT)
reached = GoalReached(plan=PLAN, goal=GOAL, reached_on=TODAY)
planned = MeasurePlanned(
    plan=PLAN,
    measure=MEASURE,
    goal=GOAL,
    responsible=Responsible.MUNICIPALITY,
    starts_on=TODAY,
    ends_on=TODAY,
    text=TEXT,
)
ended = PlanEnded(plan=PLAN, ended_on=TODAY, ending=Personal(PERSON, PlanEnding(reason=PlanEndReason.EMPLOYED)))


def facts(outcome: Outcome[Command, State]) -> list[Event]:
    """What a command came to, to be looked at in part."""
    return list(decide(outcome.command, folded(INITIAL, evolve, outcome.history)))


def extended(months: int, ends_on: date, *, ground: ExtensionGround | None = None, before: date = LAST_DAY) -> Event:
    rule = TOTAL if ends_on <= date(2028, 2, 2) else EXTENSION
    return PlanExtended(
        plan=PLAN,
        months=months,
        ends_on=ends_on,
        rule=traced(rule, ends_on, first_agreed_on=AGREED, ended_on=before, months=months),
        extension=Personal(PERSON, Extension(ground=ground)) if ground else None,
    )


class TestReview:
    def test_a_review_is_followed_by_another_within_six_months(self) -> None:
        by = date(2026, 9, 2)
        reviewed = PlanReviewed(
            plan=PLAN,
            reviewed_on=TODAY,
            review_by=by,
            rule=traced(REVIEW, by, reviewed_on=TODAY, ends_on=LAST_DAY),
            findings=TEXT,
        )
        given(*IN_FORCE).when(review).produces(reviewed)
        given(*IN_FORCE).when(review).texts_go_with(PERSON)
        quiet = replace(review, findings=None)
        given(*IN_FORCE).when(quiet).produces(reviewed.model_copy(update={"findings": None}))

    def test_the_last_review_is_by_the_plans_end(self) -> None:
        late = date(2026, 12, 1)
        (reviewed,) = facts(given(*IN_FORCE).when(replace(review, reviewed_on=late, today=late)))
        assert isinstance(reviewed, PlanReviewed)
        assert reviewed.review_by == LAST_DAY

    def test_a_review_is_neither_ahead_nor_before_the_agreement(self) -> None:
        case = given(*IN_FORCE)
        case.when(replace(review, reviewed_on=TOMORROW)).refuses("planning.day_in_the_future", "reviewed_on")
        before = replace(review, reviewed_on=AGREED - timedelta(days=1))
        case.when(before).refuses("plan.reviewed_before_agreed", "reviewed_on")
        (at_once,) = facts(case.when(replace(review, reviewed_on=AGREED)))
        assert isinstance(at_once, PlanReviewed)
        assert (at_once.reviewed_on, at_once.review_by) == (AGREED, REVIEW_BY)


class TestExtension:
    def test_two_years_in_all_need_no_ground(self) -> None:
        given(*IN_FORCE).when(extend).produces(extended(12, date(2028, 2, 2)))
        given(*IN_FORCE).when(replace(extend, months=13)).refuses("plan.longer_than_the_law_allows", "months")

    def test_two_more_need_a_lawful_ground_and_there_is_no_more_than_that(self) -> None:
        ground = ExtensionGround.LITERACY
        with_it = replace(extend, months=36, ground=ground)
        given(*IN_FORCE).when(with_it).produces(extended(36, date(2030, 2, 2), ground=ground))
        given(*IN_FORCE).when(replace(with_it, months=37)).refuses("plan.longer_than_the_law_allows", "months")

    def test_extensions_add_up(self) -> None:
        case = given(*IN_FORCE, extended(12, date(2028, 2, 2)))
        case.when(replace(extend, months=1)).refuses("plan.longer_than_the_law_allows", "months")
        with_it = replace(extend, months=24, ground=ExtensionGround.ILLNESS)
        case.when(with_it).produces(
            extended(24, date(2030, 2, 2), ground=ExtensionGround.ILLNESS, before=date(2028, 2, 2))
        )

    def test_a_ground_is_told_where_it_was_not_needed_too(self) -> None:
        with_it = replace(extend, ground=ExtensionGround.ILLNESS)
        produced = extended(12, date(2028, 2, 2), ground=ExtensionGround.ILLNESS)
        given(*IN_FORCE).when(with_it).produces(produced)

    def test_the_agreed_length_grows_with_it(self) -> None:
        longer = given(*IN_FORCE, extended(12, date(2028, 2, 2)))
        longer.when(replace(update, months=12)).refuses("plan.length_is_agreed", "months")
        same = PlanUpdated(plan=PLAN, months=24, goals=Personal(PERSON, OTHER_GOALS))
        longer.when(replace(update, months=24)).produces(same)

    def test_the_total_length_is_counted_from_the_first_plan_of_all(self) -> None:
        day, last = date(2027, 1, 2), date(2028, 1, 2)
        second = (
            required,
            drafted.model_copy(update={"drafted_on": day}),
            agreed.model_copy(update={"agreed_on": day, "ends_on": last}),
        )
        case = given(*IN_FORCE, ended, *second)
        case.when(replace(extend, months=1)).produces(extended(1, date(2028, 2, 2), before=last))
        case.when(replace(extend, months=2)).refuses("plan.longer_than_the_law_allows", "months")

    def test_an_extension_has_a_length_and_a_plan_that_still_lasts(self) -> None:
        given(*IN_FORCE).when(replace(extend, months=0)).refuses("plan.no_length", "months")
        given(*IN_FORCE).when(replace(extend, months=1, today=LAST_DAY)).produces(extended(1, date(2027, 3, 2)))
        over = replace(extend, months=1, today=LAST_DAY + timedelta(days=1))
        given(*IN_FORCE).when(over).refuses("plan.already_ended")


class TestEnd:
    def test_a_plan_ends_for_a_reason_on_a_day_since_its_agreement(self) -> None:
        given(*IN_FORCE).when(end).produces(ended)
        given(*IN_FORCE).when(end).leads_to(Ended(Client(VAASA, PERSON, first_agreed_on=AGREED)))
        given(*IN_FORCE).when(replace(end, ended_on=TOMORROW)).refuses("planning.day_in_the_future", "ended_on")
        before = replace(end, ended_on=AGREED - timedelta(days=1))
        given(*IN_FORCE).when(before).refuses("plan.ended_before_agreed", "ended_on")
        at_once = ended.model_copy(update={"ended_on": AGREED})
        given(*IN_FORCE).when(replace(end, ended_on=AGREED)).produces(at_once)

    def test_it_ends_by_itself_when_its_last_day_has_passed(self) -> None:
        ran_out = PlanEnding(reason=PlanEndReason.TIME_RAN_OUT)
        over = PlanEnded(plan=PLAN, ended_on=LAST_DAY, ending=Personal(PERSON, ran_out))
        given(*IN_FORCE).when(LetPlanEnd(LAST_DAY)).stays_quiet()
        given(*IN_FORCE).when(LetPlanEnd(LAST_DAY + timedelta(days=1))).produces(over)
        given(taken_up, required, drafted).when(LetPlanEnd(date.max)).stays_quiet()

    def test_another_plan_may_be_required_within_the_same_total_length(self) -> None:
        case = given(*IN_FORCE, ended)
        case.when(RequirePlan(ASSESSED, BEGIN_BY)).produces(required)
        again = drafted.model_copy(update={"drafted_on": date(2027, 3, 1)})
        late = replace(agree, agreed_on=date(2027, 3, 1), today=date(2027, 3, 1))
        given(*IN_FORCE, ended, required, again).when(late).refuses("plan.longer_than_the_law_allows", "months")
        earlier = replace(late, agreed_on=date(2027, 2, 2))
        again = drafted.model_copy(update={"drafted_on": date(2027, 2, 1)})
        (fact,) = facts(given(*IN_FORCE, ended, required, again).when(earlier))
        assert isinstance(fact, PlanAgreed)
        assert fact.ends_on == date(2028, 2, 2)

    @pytest.mark.parametrize("command", [review, extend, end, set_goal, measure, draft, agree])
    def test_nothing_more_is_done_with_it(self, command: ReviewPlan) -> None:
        given(*IN_FORCE, ended).when(command).refuses("plan.already_ended")

    @pytest.mark.parametrize("command", [review, extend, end])
    def test_what_is_not_agreed_is_not_in_force(self, command: ReviewPlan) -> None:
        given(taken_up).when(command).refuses("plan.not_required")
        given(taken_up, required).when(command).refuses("plan.not_drafted")
        given(taken_up, required, drafted).when(command).refuses("plan.not_agreed")
        given(*IN_FORCE, moved).when(command).refuses("access.not_found")


class TestDeadlines:
    def test_a_plan_not_begun_breaks_its_deadline_once_the_day_after(self) -> None:
        broken = DeadlineBreached(
            municipality=VAASA,
            duty="plan",
            due_on=ASSESSED,
            breached_on=ASSESSED + timedelta(days=1),
            rule=required.rule,
        )
        after = RecordBreach("plan", ASSESSED + timedelta(days=1))
        given(taken_up, required).when(RecordBreach("plan", ASSESSED)).stays_quiet()
        given(taken_up, required).when(after).produces(broken)
        given(taken_up, required).when(replace(after, duty="review")).stays_quiet()
        given(taken_up, required, broken).when(after).stays_quiet()
        given(taken_up, required, broken).is_in(PlanDue(Client(VAASA, PERSON), ASSESSED, required.rule, breached=True))
        given(taken_up, required, drafted).when(after).stays_quiet()

    def test_a_review_not_held_breaks_its_deadline_and_the_next_may_again(self) -> None:
        broken = DeadlineBreached(
            municipality=VAASA,
            duty="review",
            due_on=REVIEW_BY,
            breached_on=REVIEW_BY + timedelta(days=1),
            rule=agreed.review_rule,
        )
        after = RecordBreach("review", REVIEW_BY + timedelta(days=1))
        given(*IN_FORCE).when(RecordBreach("review", REVIEW_BY)).stays_quiet()
        given(*IN_FORCE).when(after).produces(broken)
        given(*IN_FORCE).when(replace(after, duty="plan")).stays_quiet()
        given(*IN_FORCE, broken).when(after).stays_quiet()
        again = date(2027, 1, 10)
        rule = traced(REVIEW, again, reviewed_on=TODAY, ends_on=LAST_DAY)
        held = PlanReviewed(plan=PLAN, reviewed_on=TODAY, review_by=again, rule=rule)
        (next_one,) = facts(given(*IN_FORCE, broken, held).when(RecordBreach("review", date(2027, 1, 11))))
        assert isinstance(next_one, DeadlineBreached)
        assert (next_one.due_on, next_one.rule) == (again, rule)

    def test_in_a_closed_case_nothing_is_broken_until_it_goes_on(self) -> None:
        suspended, resumed = DutiesSuspended(suspended_on=ASSESSED), DutiesResumed(resumed_on=TODAY)
        given(taken_up, required).when(SuspendDuties(ASSESSED)).produces(suspended)
        given(taken_up, required, suspended).when(SuspendDuties(TODAY)).stays_quiet()
        given(taken_up, required, suspended).when(RecordBreach("plan", TODAY)).stays_quiet()
        given(taken_up, required).when(ResumeDuties(TODAY)).stays_quiet()
        given(taken_up, required, suspended).when(ResumeDuties(TODAY)).produces(resumed)
        assert facts(given(taken_up, required, suspended, resumed).when(RecordBreach("plan", TODAY)))


class TestParties:
    MINORS = Whose(PlanKind.MINOR, guardian=WORDS)
    minor = PlanKindChosen(plan=PLAN, kind=PlanKind.MINOR, parties=(Party.GUARDIAN, Party.MUNICIPALITY), guardian=TEXT)
    heard = ChildHeard(plan=PLAN, heard_on=TODAY, view=TEXT)
    guardian_agrees = RecordAgreement(VAASA, Party.GUARDIAN, TODAY, LIMITS, TODAY)
    guardian_agreed = PartyAgreed(plan=PLAN, party=Party.GUARDIAN, agreed_on=TODAY)

    def test_a_minors_plan_names_the_guardian_and_a_familys_its_members(self) -> None:
        case = given(taken_up, required)
        case.when(replace(draft, whose=self.MINORS)).produces(drafted, self.minor)
        case.when(replace(draft, whose=self.MINORS)).texts_go_with(PERSON)
        case.when(replace(draft, whose=Whose(PlanKind.MINOR))).refuses("plan.guardian_needed", "guardian")
        case.when(replace(draft, whose=Whose(PlanKind.FAMILY))).refuses("plan.no_members", "members")
        family = PlanKindChosen(
            plan=PLAN, kind=PlanKind.FAMILY, parties=(Party.CLIENT, Party.MUNICIPALITY), members=(GOAL,)
        )
        case.when(replace(draft, whose=Whose(PlanKind.FAMILY, members=(GOAL,)))).produces(drafted, family)

    def test_the_employment_authority_is_a_party_where_it_is_responsible(self) -> None:
        parties = (Party.CLIENT, Party.MUNICIPALITY, Party.EMPLOYMENT_AUTHORITY)
        chosen = PlanKindChosen(plan=PLAN, kind=PlanKind.INDIVIDUAL, parties=parties)
        with_it = replace(draft, whose=Whose(with_employment_authority=True))
        given(taken_up, required).when(with_it).produces(drafted, chosen)
        given(taken_up, required, drafted, chosen).when(agree).refuses("plan.party_has_not_agreed")

    def test_the_employment_authority_may_be_a_party_to_a_minors_and_a_familys_plan_too(self) -> None:
        minors = self.minor.model_copy(update={"parties": (*self.minor.parties, Party.EMPLOYMENT_AUTHORITY)})
        with_it = replace(draft, whose=replace(self.MINORS, with_employment_authority=True))
        given(taken_up, required).when(with_it).produces(drafted, minors)
        family = Whose(PlanKind.FAMILY, with_employment_authority=True, members=(GOAL,))
        parties = (Party.CLIENT, Party.MUNICIPALITY, Party.EMPLOYMENT_AUTHORITY)
        chosen = PlanKindChosen(plan=PLAN, kind=PlanKind.FAMILY, parties=parties, members=(GOAL,))
        given(taken_up, required).when(replace(draft, whose=family)).produces(drafted, chosen)

    def test_the_child_may_be_heard_again_when_the_plan_is_in_force(self) -> None:
        history = (taken_up, required, drafted, self.minor, self.heard, agreed)
        given(*history).when(HearChild(VAASA, TODAY, WORDS, TODAY)).produces(self.heard)

    def test_nobody_agrees_before_the_child_is_heard(self) -> None:
        case = given(taken_up, required, drafted, self.minor)
        case.when(self.guardian_agrees).refuses("plan.child_not_heard")
        case.when(agree).refuses("plan.child_not_heard")
        hear = HearChild(VAASA, TODAY, WORDS, TODAY)
        case.when(hear).produces(self.heard)
        case.when(hear).texts_go_with(PERSON)
        case.when(replace(hear, heard_on=TOMORROW)).refuses("planning.day_in_the_future", "heard_on")
        given(*IN_FORCE).when(hear).refuses("plan.not_a_minors")

    def test_with_the_last_party_the_plan_is_agreed_from_the_last_day(self) -> None:
        history = (taken_up, required, drafted, self.minor, self.heard)
        given(*history).when(self.guardian_agrees).produces(self.guardian_agreed)
        given(*history, self.guardian_agreed).when(self.guardian_agrees).stays_quiet()
        municipality = replace(self.guardian_agrees, party=Party.MUNICIPALITY, agreed_on=AGREED)
        said, fact = facts(given(*history, self.guardian_agreed).when(municipality))
        assert said == PartyAgreed(plan=PLAN, party=Party.MUNICIPALITY, agreed_on=AGREED)
        assert isinstance(fact, PlanAgreed)
        assert fact.agreed_on == TODAY
        (at_once,) = facts(given(*history, self.guardian_agreed).when(replace(agree, agreed_on=AGREED)))
        assert at_once == fact
        before = self.guardian_agreed.model_copy(update={"agreed_on": AGREED})
        (later,) = facts(given(*history, before).when(replace(agree, agreed_on=TODAY)))
        assert later == fact
        given(*history).when(agree).refuses("plan.party_has_not_agreed")

    def test_who_is_no_party_does_not_agree(self) -> None:
        given(taken_up, required, drafted).when(self.guardian_agrees).refuses("plan.not_a_party", "party")
        given(*IN_FORCE).when(self.guardian_agrees).refuses("plan.already_agreed")

    def test_what_was_agreed_on_before_the_plan_changed_is_agreed_on_anew(self) -> None:
        client = PartyAgreed(plan=PLAN, party=Party.CLIENT, agreed_on=AGREED)
        update = PlanUpdated(plan=PLAN, months=12, goals=Personal(PERSON, OTHER_GOALS))
        given(taken_up, required, drafted, client, update).is_in(
            Draft(Client(VAASA, PERSON), PLAN, drafted.drafted_on, 12)
        )


class TestAims:
    def test_a_goal_is_set_once_and_reached_or_dropped_once(self) -> None:
        case = given(*IN_FORCE, goal_set)
        given(*IN_FORCE).when(set_goal).produces(goal_set)
        given(*IN_FORCE).when(set_goal).texts_go_with(PERSON)
        case.when(set_goal).stays_quiet()
        case.when(ReachGoal(VAASA, GOAL, TODAY, TODAY)).produces(reached)
        drop = DropGoal(VAASA, GOAL, TODAY, DropReason.HEALTH, TODAY)
        dropped = GoalDropped(
            plan=PLAN, goal=GOAL, dropped_on=TODAY, dropped=Personal(PERSON, Dropped(reason=DropReason.HEALTH))
        )
        case.when(drop).produces(dropped)
        case.when(ReachGoal(VAASA, GOAL, TOMORROW, TODAY)).refuses("planning.day_in_the_future", "reached_on")
        case.when(replace(drop, dropped_on=TOMORROW)).refuses("planning.day_in_the_future", "dropped_on")
        given(*IN_FORCE, goal_set, reached).when(drop).refuses("goal.already_closed")
        given(*IN_FORCE, goal_set, dropped).when(ReachGoal(VAASA, GOAL, TODAY, TODAY)).refuses("goal.already_closed")
        given(*IN_FORCE).when(ReachGoal(VAASA, GOAL, TODAY, TODAY)).refuses("access.not_found")
        given(*IN_FORCE).when(drop).refuses("access.not_found")

    def test_a_measure_is_of_a_goal_still_pursued_and_is_done_once(self) -> None:
        case = given(*IN_FORCE, goal_set)
        case.when(measure).produces(planned)
        case.when(measure).texts_go_with(PERSON)
        given(*IN_FORCE).when(measure).refuses("access.not_found")
        given(*IN_FORCE, goal_set, reached).when(measure).refuses("goal.already_closed")
        given(*IN_FORCE).when(replace(measure, goal=None)).produces(planned.model_copy(update={"goal": None}))
        backwards = replace(measure, ends_on=TODAY - timedelta(days=1))
        case.when(backwards).refuses("measure.ends_before_it_starts", "ends_on")
        case.when(replace(measure, starts_on=None)).produces(planned.model_copy(update={"starts_on": None}))
        case.when(replace(measure, ends_on=None)).produces(planned.model_copy(update={"ends_on": None}))
        done = MeasureDone(plan=PLAN, measure=MEASURE, done_on=TODAY)
        finish = FinishMeasure(VAASA, MEASURE, TODAY, TODAY)
        given(*IN_FORCE, goal_set, planned).when(measure).stays_quiet()
        given(*IN_FORCE, goal_set, planned).when(finish).produces(done)
        ahead = replace(finish, done_on=TOMORROW)
        given(*IN_FORCE, goal_set, planned).when(ahead).refuses("planning.day_in_the_future", "done_on")
        given(*IN_FORCE, goal_set, planned, done).when(finish).refuses("measure.already_done")
        given(*IN_FORCE).when(finish).refuses("access.not_found")

    def test_what_the_draft_aimed_at_the_agreed_plan_aims_at(self) -> None:
        from_the_draft = given(taken_up, required, drafted, goal_set, planned, agreed)
        from_the_draft.when(ReachGoal(VAASA, GOAL, TODAY, TODAY)).produces(reached)
        done = MeasureDone(plan=PLAN, measure=MEASURE, done_on=TODAY)
        from_the_draft.when(FinishMeasure(VAASA, MEASURE, TODAY, TODAY)).produces(done)
