"""What the worklist shows of a case: whose it is, what it waits for, and by when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.readmodels.caseload import CASELOAD, CaseloadRow
from shared.events import Event
from shared.events.assessment import AssessmentCompleted, AssessmentRequired, AssessmentStarted, AssessmentWaived
from shared.events.intake import (
    DuplicateDismissed,
    DuplicateSuspected,
    TransferDeclined,
    TransferOffered,
)
from shared.events.intake.standing import (
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    DuplicateConfirmed,
    LeftCountry,
    MergedIntoCase,
    TransferExpired,
    TransferWithdrawn,
)
from shared.events.planning import PlanAgreed, PlanDrafted, PlanRequired, ReferredToService
from shared.events.planning.onward import (
    ApplicationMade,
    NextStepMissing,
    NextStepTaken,
    PathBegun,
    PlacementStartNoted,
)
from shared.events.planning.plans import PlanEnded, PlanExtended, PlanReviewed
from shared.events.planning.services import ServiceReferralSent
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import ARRIVED, LAUKAA, NARPES, OFFER, PERSON, VAASA, arrived, corrected, moved

pytestmark = pytest.mark.unit

BEGIN_BY, PLAN_BY, REVIEW_BY, LAST = date(2026, 3, 31), date(2026, 4, 30), date(2026, 9, 2), date(2027, 3, 2)
STEP_BY = date(2026, 8, 1)
COME = CaseloadRow(VAASA, PERSON, ARRIVED, person=b"ArrivalRegistered.person")

required = told(AssessmentRequired, due_on=BEGIN_BY)
started = told(AssessmentStarted, official="official-1")
needed = told(AssessmentCompleted, plan_needed=True)
plan_due = told(PlanRequired, due_on=PLAN_BY)
drafted = told(PlanDrafted)
agreed = told(PlanAgreed, review_by=REVIEW_BY, ends_on=LAST)
missing = told(NextStepMissing, due_on=STEP_BY)
REQUIRED = COME._replace(
    status="assessment_required",
    assessment="required",
    assessment_due=BEGIN_BY,
    next_due_on=BEGIN_BY,
    next_due_kind="assessment",
)
AGREED = COME._replace(
    status="plan_agreed",
    plan="agreed",
    review_by=REVIEW_BY,
    plan_ends_on=LAST,
    next_due_on=REVIEW_BY,
    next_due_kind="review",
)
UNDONE = COME._replace(next_step_due=STEP_BY, next_due_on=STEP_BY, next_due_kind="next_step")


def the_case(*events: Event) -> CaseloadRow:
    (row,) = rows_of(CASELOAD, *events).values()
    return row


class TestArrival:
    def test_a_case_that_has_come_waits_for_what_will_be_required(self) -> None:
        assert rows_of(CASELOAD, arrived) == {"": COME}

    def test_a_corrected_name_takes_the_place_of_the_one_before(self) -> None:
        assert the_case(arrived, corrected) == COME._replace(person=b"PersonDetailsCorrected.person")

    def test_what_comes_before_the_arrival_is_nobodys_and_stays_known(self) -> None:
        before = CaseloadRow(
            status="assessment_required",
            assessment="required",
            assessment_due=BEGIN_BY,
            next_due_on=BEGIN_BY,
            next_due_kind="assessment",
        )
        assert rows_of(CASELOAD, required) == {"": before}
        assert the_case(required, arrived) == REQUIRED


class TestDuties:
    @pytest.mark.parametrize(
        ("events", "row"),
        [
            ([required], REQUIRED),
            (
                [required, started],
                COME._replace(status="assessing", assessment="started", assessment_due=BEGIN_BY, official="official-1"),
            ),
            ([needed], COME._replace(status="plan_required", assessment="done", plan_needed=True)),
            (
                [told(AssessmentCompleted, plan_needed=False)],
                COME._replace(status="assessed", assessment="done", plan_needed=False),
            ),
            ([told(AssessmentWaived)], COME._replace(status="waived", assessment="waived")),
            (
                [plan_due],
                COME._replace(
                    status="plan_required",
                    plan="required",
                    plan_due=PLAN_BY,
                    next_due_on=PLAN_BY,
                    next_due_kind="plan",
                ),
            ),
            ([plan_due, drafted], COME._replace(status="plan_drafted", plan="drafted", plan_due=PLAN_BY)),
            ([agreed], AGREED),
        ],
        ids=lambda value: value[-1].name if isinstance(value, list) else "",
    )
    def test_each_step_says_what_the_case_waits_for_and_by_when(self, events: list[Event], row: CaseloadRow) -> None:
        assert the_case(arrived, *events) == row

    def test_the_nearest_of_several_duties_is_next(self) -> None:
        row = the_case(arrived, required, agreed, missing)
        assert (row.next_due_on, row.next_due_kind) == (BEGIN_BY, "assessment")
        row = the_case(arrived, required, started, agreed, missing)
        assert (row.next_due_on, row.next_due_kind) == (STEP_BY, "next_step")

    def test_a_review_makes_the_next_one_due(self) -> None:
        later = date(2026, 12, 1)
        reviewed = told(PlanReviewed, review_by=later)
        assert the_case(arrived, agreed, reviewed) == AGREED._replace(review_by=later, next_due_on=later)

    def test_where_no_review_comes_before_it_the_end_of_the_plan_is_next(self) -> None:
        reviewed = told(PlanReviewed, review_by=date(2027, 6, 1))
        row = the_case(arrived, agreed, reviewed)
        assert (row.next_due_on, row.next_due_kind) == (LAST, "plan_end")

    def test_an_extended_plan_ends_later(self) -> None:
        later = date(2028, 3, 2)
        assert the_case(arrived, agreed, told(PlanExtended, ends_on=later)) == AGREED._replace(plan_ends_on=later)

    def test_a_plan_that_has_ended_is_due_nothing(self) -> None:
        ended = told(PlanEnded, ended_on=date(2026, 6, 1))
        assert the_case(arrived, agreed, ended) == COME._replace(
            status="plan_ended", plan="ended", review_by=REVIEW_BY, plan_ends_on=date(2026, 6, 1)
        )

    def test_a_plan_agreed_without_its_days_is_due_nothing(self) -> None:
        row = the_case(arrived, told(PlanReviewed, review_by=REVIEW_BY), told(PlanExtended, ends_on=LAST))
        assert (row.next_due_on, row.next_due_kind) == (None, None)


class TestNextSteps:
    def test_a_next_step_that_is_missing_is_due(self) -> None:
        assert the_case(arrived, missing) == UNDONE

    @pytest.mark.parametrize(
        "step", [ReferredToService, ServiceReferralSent, ApplicationMade, PathBegun, PlacementStartNoted, NextStepTaken]
    )
    def test_whatever_comes_next_it_is_missing_no_more(self, step: type[Event]) -> None:
        assert the_case(arrived, missing, told(step)) == COME

    def test_where_none_was_missing_a_step_changes_nothing(self) -> None:
        assert rows_of(CASELOAD, told(NextStepTaken)) == {}
        assert the_case(arrived, told(NextStepTaken)) == COME


class TestMoves:
    offered = told(TransferOffered, offer=OFFER, receiver=LAUKAA)
    OFFERED = COME._replace(offer=OFFER, offered_to=LAUKAA)

    def test_an_offer_is_seen_until_the_case_has_moved(self) -> None:
        assert the_case(arrived, self.offered) == self.OFFERED
        assert the_case(arrived, self.offered, moved) == COME._replace(municipality=LAUKAA)

    @pytest.mark.parametrize("end", [TransferDeclined, TransferExpired, TransferWithdrawn])
    def test_an_offer_that_comes_to_nothing_is_gone(self, end: type[Event]) -> None:
        assert the_case(arrived, self.offered, told(end, offer=OFFER)) == COME

    @pytest.mark.parametrize("end", [TransferDeclined, TransferExpired, TransferWithdrawn])
    def test_the_end_of_an_older_offer_leaves_the_newer_one(self, end: type[Event]) -> None:
        older = told(end, offer=UUID(int=3))
        assert the_case(arrived, self.offered, older) == self.OFFERED
        assert rows_of(CASELOAD, older) == {}


class TestEndings:
    closed, back, separated = told(CaseClosed), told(CaseReopened), told(CaseSeparated)
    left, merged = told(LeftCountry), told(MergedIntoCase)
    NOTHING_DUE: dict[str, Any] = {"next_due_on": None, "next_due_kind": None}  # noqa: RUF012 - nobody changes it

    def test_a_closed_case_is_due_nothing_until_it_is_reopened(self) -> None:
        row = REQUIRED._replace(status="closed", standing="closed", **self.NOTHING_DUE)
        assert the_case(arrived, required, self.closed) == row
        assert the_case(arrived, required, self.closed, self.back) == REQUIRED

    def test_who_is_abroad_for_a_time_is_still_due_what_was_due(self) -> None:
        assert the_case(arrived, required, self.left) == REQUIRED._replace(status="away", standing="away")
        assert the_case(arrived, required, self.left, told(CameBack)) == REQUIRED

    def test_a_merged_case_is_due_nothing_and_stands_again_as_it_stood(self) -> None:
        row = REQUIRED._replace(status="merged", standing="merged", **self.NOTHING_DUE)
        assert the_case(arrived, required, self.merged) == row
        assert the_case(arrived, required, self.merged, self.separated) == REQUIRED
        away = the_case(arrived, required, self.left, self.merged)
        assert (away.standing, away.stood) == ("merged", "away")
        again = the_case(arrived, required, self.left, self.merged, self.separated)
        assert (again.status, again.standing) == ("away", "away")

    def test_an_ending_told_before_the_case_stays_known(self) -> None:
        assert the_case(self.merged) == CaseloadRow(status="merged", standing="merged")
        assert the_case(self.separated) == CaseloadRow()


class TestSuspicions:
    ours = told(DuplicateSuspected, other_case=UUID(int=8), other_municipality=VAASA)
    theirs = told(DuplicateSuspected, other_case=UUID(int=9), other_municipality=LAUKAA)
    OURS, THEIRS = f"suspicion/{UUID(int=8)}", f"suspicion/{UUID(int=9)}"

    def test_a_municipality_is_told_how_many_of_its_own_cases_it_may_be(self) -> None:
        rows = rows_of(CASELOAD, arrived, self.ours, self.theirs)
        assert rows == {
            "": COME._replace(duplicates=1),
            self.OURS: CaseloadRow(suspected_in=VAASA),
            self.THEIRS: CaseloadRow(suspected_in=LAUKAA),
        }

    def test_where_the_case_moves_the_count_is_the_receivers(self) -> None:
        rows = rows_of(CASELOAD, arrived, self.ours, self.ours, moved)
        assert (rows[""].municipality, rows[""].duplicates) == (LAUKAA, 0)
        rows = rows_of(CASELOAD, arrived, self.theirs, moved)
        assert rows[""].duplicates == 1

    def test_a_suspicion_told_before_the_case_is_counted_when_it_comes(self) -> None:
        before = rows_of(CASELOAD, self.ours)
        assert (before[""].municipality, before[""].duplicates) == ("", 0)
        assert rows_of(CASELOAD, self.ours, self.theirs, arrived)[""] == COME._replace(duplicates=1)

    @pytest.mark.parametrize("end", [DuplicateDismissed, DuplicateConfirmed])
    def test_a_suspicion_that_is_answered_is_counted_no_more(self, end: type[Event]) -> None:
        answered = told(end, other_case=UUID(int=8), other_municipality=VAASA)
        other = told(DuplicateSuspected, other_case=UUID(int=7), other_municipality=VAASA)
        rows = rows_of(CASELOAD, arrived, self.ours, other, answered)
        assert rows == {
            "": COME._replace(duplicates=1),
            f"suspicion/{UUID(int=7)}": CaseloadRow(suspected_in=VAASA),
        }

    def test_another_municipalitys_suspicion_is_not_even_a_count(self) -> None:
        narpes = told(DuplicateSuspected, other_case=UUID(int=6), other_municipality=NARPES)
        assert rows_of(CASELOAD, arrived, narpes)[""] == COME
