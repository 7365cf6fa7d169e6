"""The way onward: applications, paths, and the next step that nobody is left without, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.planning.agenda import agenda
from services.planning.in_force import LetPlanEnd, RecordBreach
from services.planning.onward.domain import (
    AnswerApplication,
    Apply,
    BeginPath,
    CheckNextStep,
    EndPath,
    NotePlacementEnd,
    NotePlacementStart,
    TakeNextStep,
)
from services.planning.referral.domain import ExpireReferrals
from services.planning.words import Words
from shared.agenda import Due
from shared.events import Event, FreeText, Personal
from shared.events.planning import ReferralCompleted
from shared.events.planning.onward import (
    Application,
    ApplicationAnswer,
    ApplicationAnswered,
    ApplicationMade,
    ApplicationOutcome,
    AppliedTo,
    NextStepMissing,
    NextStepTaken,
    Path,
    PathBegun,
    PathEnd,
    PathEnded,
    PathKind,
    PathOutcome,
    PlacementEndNoted,
    PlacementStartNoted,
    Step,
    StepKind,
)
from shared.events.planning.plans import DutiesResumed, DutiesSuspended, PlanExtended, PlanReviewed
from shared.events.planning.services import ServiceReferralCompleted, ServiceReferralSent
from shared.regions.rules import rule_for
from shared.regions.traces import traced
from tests.planning.facts import (
    ASSESSED,
    LAST_DAY,
    LAUKAA,
    PERSON,
    PLAN,
    REFERRAL,
    REVIEW,
    REVIEW_BY,
    TODAY,
    TOTAL,
    VAASA,
    accepted,
    agreed,
    completed,
    declined,
    given,
    refer,
    referred,
    required,
    taken_up,
)
from tests.planning.test_services import ASKED, expired, sent
from tests.planning.test_services import accepted as service_accepted
from tests.planning.test_services import completed as service_completed
from tests.spec import KEY, recorded

pytestmark = pytest.mark.unit

WITHIN = rule_for("next_step_within", TODAY)
DUE = TODAY + timedelta(days=30)
AFTER = DUE + timedelta(days=1)
APPLICATION, PATH, PLACEMENT = UUID(int=80), UUID(int=81), UUID(int=82)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)

apply = Apply(VAASA, APPLICATION, TODAY, AppliedTo.WORK, Words(UUID(int=9), "Hoivakoti"), TODAY)
answer = AnswerApplication(VAASA, APPLICATION, TODAY, ApplicationOutcome.ADMITTED, TODAY)
begin = BeginPath(VAASA, PATH, TODAY, PathKind.OHJAAMO, TODAY)
end = EndPath(VAASA, PATH, TODAY, PathOutcome.EDUCATION, TODAY)
step = TakeNextStep(VAASA, TODAY, StepKind.WORK, TODAY)

made = ApplicationMade(
    application=APPLICATION,
    applied_on=TODAY,
    applied=Personal(PERSON, Application(to=AppliedTo.WORK)),
    target=Personal(UUID(int=9), FreeText(text="Hoivakoti"), parents=(PERSON,)),
)
answered = ApplicationAnswered(
    application=APPLICATION,
    answered_on=TODAY,
    answer=Personal(PERSON, ApplicationAnswer(outcome=ApplicationOutcome.ADMITTED)),
)
begun = PathBegun(path=PATH, begun_on=TODAY, chosen=Personal(PERSON, Path(kind=PathKind.OHJAAMO)))
path_ended = PathEnded(path=PATH, ended_on=TODAY, end=Personal(PERSON, PathEnd(outcome=PathOutcome.EDUCATION)))
taken = NextStepTaken(taken_on=TODAY, step=Personal(PERSON, Step(kind=StepKind.WORK)))
placed = PlacementStartNoted(placement=PLACEMENT, started_on=TODAY)
displaced = PlacementEndNoted(placement=PLACEMENT, ended_on=TODAY)
DONE: tuple[Event, ...] = (taken_up, referred, accepted, completed)


def missing(ending: UUID, on: date = TODAY) -> NextStepMissing:
    due_on = on + timedelta(days=30)
    return NextStepMissing(
        ending=ending,
        ended_on=on,
        due_on=due_on,
        missing_on=due_on + timedelta(days=1),
        rule=traced(WITHIN, due_on, ended_on=on),
    )


def check(today: date) -> CheckNextStep:
    return CheckNextStep(WITHIN, today)


def test_an_application_is_made_and_answered_once() -> None:
    given(taken_up).when(apply).produces(made)
    given(taken_up).when(apply).texts_go_with(PERSON)
    given(taken_up).when(replace(apply, target=None)).produces(made.model_copy(update={"target": None}))
    given(taken_up, made).when(apply).stays_quiet()
    given(taken_up, made).when(answer).produces(answered)
    given(taken_up, made, answered).when(answer).refuses("application.already_answered")
    given(taken_up).when(answer).refuses("access.not_found")
    given(taken_up).when(replace(apply, applied_on=TOMORROW)).refuses("planning.day_in_the_future", "applied_on")
    given(taken_up, made).when(replace(answer, answered_on=TOMORROW)).refuses(
        "planning.day_in_the_future", "answered_on"
    )
    given(taken_up, made).when(replace(answer, answered_on=YESTERDAY)).refuses(
        "application.answered_before_made", "answered_on"
    )


def test_a_path_is_begun_and_ended_once() -> None:
    given(taken_up).when(begin).produces(begun)
    given(taken_up, begun).when(begin).stays_quiet()
    given(taken_up, begun).when(end).produces(path_ended)
    given(taken_up, begun, path_ended).when(end).refuses("path.already_ended")
    given(taken_up).when(end).refuses("access.not_found")
    given(taken_up).when(replace(begin, begun_on=TOMORROW)).refuses("planning.day_in_the_future", "begun_on")
    given(taken_up, begun).when(replace(end, ended_on=TOMORROW)).refuses("planning.day_in_the_future", "ended_on")
    given(taken_up, begun).when(replace(end, ended_on=YESTERDAY)).refuses("path.ended_before_begun", "ended_on")


@pytest.mark.parametrize("command", [apply, begin, step, replace(answer), replace(end)])
def test_another_municipalitys_client_is_not_found(command: Apply) -> None:
    given(taken_up, made, begun).when(replace(command, municipality=LAUKAA)).refuses("access.not_found")
    given().when(command).refuses("access.not_found")


def test_a_next_step_may_be_any_other_too() -> None:
    given(taken_up).when(step).produces(taken)
    given(taken_up).when(replace(step, taken_on=TOMORROW)).refuses("planning.day_in_the_future", "taken_on")


def test_placements_are_noted() -> None:
    given(taken_up).when(NotePlacementStart(PLACEMENT, TODAY)).produces(placed)
    given(taken_up, placed).when(NotePlacementEnd(PLACEMENT, TODAY)).produces(displaced)
    given().when(NotePlacementEnd(PLACEMENT, TODAY)).refuses("planning.case_unknown")


class TestNextStep:
    def test_it_is_missing_on_the_thirty_first_day_and_said_once(self) -> None:
        given(*DONE).when(check(DUE)).stays_quiet()
        given(*DONE).when(check(AFTER)).produces(missing(REFERRAL))
        given(*DONE, missing(REFERRAL)).when(check(AFTER)).stays_quiet()
        given(taken_up, placed, displaced).when(check(AFTER)).produces(missing(PLACEMENT))
        given(taken_up).when(check(AFTER)).stays_quiet()

    @pytest.mark.parametrize("next_one", [made, begun, taken, placed, sent])
    def test_whatever_follows_is_one(self, next_one: Event) -> None:
        given(*DONE, next_one).when(check(AFTER)).stays_quiet()

    @pytest.mark.parametrize("over", [(made, answered), (begun, path_ended)])
    def test_what_followed_counts_when_it_is_over_too(self, over: tuple[Event, ...]) -> None:
        given(*DONE, *over).when(check(AFTER)).stays_quiet()

    @pytest.mark.parametrize("before", [(made,), (begun,), (placed,)])
    def test_what_is_on_its_way_already_is_one(self, before: tuple[Event, ...]) -> None:
        given(taken_up, *before, referred, accepted, completed).when(check(AFTER)).stays_quiet()

    @pytest.mark.parametrize("before", [(made, answered), (begun, path_ended)])
    def test_what_was_over_before_is_none(self, before: tuple[Event, ...]) -> None:
        given(taken_up, *before, referred, accepted, completed).when(check(AFTER)).produces(missing(REFERRAL))

    def test_another_referral_that_is_open_is_one(self) -> None:
        other = referred.model_copy(update={"referral": UUID(int=5), "group": UUID(int=6)})
        given(taken_up, other, referred, accepted, completed).when(check(AFTER)).stays_quiet()
        again = replace(refer, referral=UUID(int=5))
        given(*DONE, missing(REFERRAL)).when(again).produces(referred.model_copy(update={"referral": UUID(int=5)}))

    def test_a_referral_has_been_one_when_it_came_to_nothing_too(self) -> None:
        other = referred.model_copy(update={"referral": UUID(int=5), "group": UUID(int=6)})
        turned_down = declined().model_copy(update={"referral": UUID(int=5), "group": UUID(int=6)})
        given(*DONE, other, turned_down).when(check(AFTER)).stays_quiet()
        to_a_service = sent.model_copy(update={"referral": UUID(int=5)})
        unanswered = expired.model_copy(update={"referral": UUID(int=5)})
        given(*DONE, to_a_service, unanswered).when(check(AFTER)).stays_quiet()

    def test_a_service_of_the_directory_that_has_ended_waits_for_one_too(self) -> None:
        history = (*ASKED, service_accepted, service_completed)
        given(*history).when(check(DUE)).stays_quiet()
        given(*history).when(check(AFTER)).produces(missing(REFERRAL))

    def test_it_is_missing_for_everything_that_has_ended_since_the_last(self) -> None:
        both = (taken_up, referred, accepted, placed, completed, displaced)
        given(*both).when(check(AFTER)).produces(missing(REFERRAL), missing(PLACEMENT))
        given(*both, missing(REFERRAL)).when(check(AFTER)).produces(missing(PLACEMENT))
        given(*both, missing(REFERRAL), missing(PLACEMENT)).when(check(AFTER)).stays_quiet()

    def test_one_that_is_over_hides_no_other_that_is_not(self) -> None:
        others: list[tuple[Event, Event, Event]] = [
            (made, made.model_copy(update={"application": UUID(int=90)}), answered),
            (begun, begun.model_copy(update={"path": UUID(int=91)}), path_ended),
            (placed, placed.model_copy(update={"placement": UUID(int=92)}), displaced),
        ]
        for one, other, over in others:
            given(taken_up, one, other, over, referred, accepted, completed).when(check(AFTER)).stays_quiet()
            given(taken_up, other, one, over, referred, accepted, completed).when(check(AFTER)).stays_quiet()

    def test_what_begins_again_waits_for_one_again_at_its_end(self) -> None:
        again = (placed, displaced, missing(PLACEMENT), placed, displaced)
        given(taken_up, *again).when(check(AFTER)).produces(missing(PLACEMENT))

    def test_in_a_closed_case_none_is_missing(self) -> None:
        given(*DONE, DutiesSuspended(suspended_on=TODAY)).when(check(AFTER)).stays_quiet()


class TestAgenda:
    STREAM = f"planning/case/{KEY}"

    def puts(self, event: Event) -> list[tuple[str, date]]:
        dues = agenda.of(recorded(event))
        assert {(due.stream, due.key) for due in dues} == {(self.STREAM, KEY)}
        return [(due.name, due.on) for due in dues]

    def test_what_has_a_day_is_on_the_agenda(self) -> None:
        reviewed = PlanReviewed(plan=PLAN, reviewed_on=TODAY, review_by=DUE, rule=traced(REVIEW, DUE))
        extended = PlanExtended(plan=PLAN, months=1, ends_on=DUE, rule=traced(TOTAL, DUE))
        assert isinstance(completed, ReferralCompleted)
        assert isinstance(service_completed, ServiceReferralCompleted)
        assert isinstance(sent, ServiceReferralSent)
        assert self.puts(required) == [("plan_breach", ASSESSED)]
        assert self.puts(agreed) == [("review_breach", REVIEW_BY), ("plan_end", LAST_DAY)]
        assert self.puts(reviewed) == [("review_breach", DUE)]
        assert self.puts(extended) == [("plan_end", DUE)]
        assert self.puts(sent) == [("referral_expiry", sent.expires_on)]
        assert self.puts(completed) == self.puts(service_completed) == self.puts(displaced) == [("next_step", DUE)]
        assert self.puts(DutiesResumed(resumed_on=TODAY)) == [
            (name, TODAY) for name in ("plan_breach", "review_breach", "plan_end", "next_step")
        ]

    def test_what_ended_before_there_was_a_rule_falls_under_its_first_version(self) -> None:
        long_ago = displaced.model_copy(update={"ended_on": date(2020, 1, 1)})
        assert self.puts(long_ago) == [("next_step", date(2020, 1, 31))]

    @pytest.mark.parametrize(
        ("name", "command"),
        [
            ("plan_breach", RecordBreach("plan", AFTER)),
            ("review_breach", RecordBreach("review", AFTER)),
            ("plan_end", LetPlanEnd(AFTER)),
            ("referral_expiry", ExpireReferrals(AFTER)),
            ("next_step", CheckNextStep(WITHIN, AFTER)),
        ],
    )
    def test_what_falls_due_is_looked_at(self, name: str, command: object) -> None:
        assert agenda.command(Due(name, self.STREAM, KEY, DUE), AFTER) == command
