"""What reporting makes of planning's facts: plans, referrals to services with their inbox, barriers. Folds are pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.api.barriers import _theme
from services.reporting.readmodels.barriers import BARRIER_REPORTS, BARRIERS
from services.reporting.readmodels.caseload import CASELOAD
from services.reporting.readmodels.deadlines import DEADLINES
from services.reporting.readmodels.plans import PLANS
from services.reporting.readmodels.servicereferrals import SERVICE_REFERRALS
from shared.access.rls import EVERYBODY
from shared.events import Event, FreeText, Personal, Recorded
from shared.events.activities import GroupName
from shared.events.intake import ArrivalBackground, ArrivalRegistered, Channel, PersonDetails, TransferAccepted
from shared.events.planning.barriers import (
    BarrierAnswered,
    BarrierCounted,
    BarrierDecision,
    BarrierEscalated,
    BarrierLevel,
    BarrierReported,
    Solution,
)
from shared.events.planning.onward import NextStepMissing, NextStepTaken, Step, StepKind
from shared.events.planning.orientation import OrientationGiven
from shared.events.planning.plans import PlanReviewed
from shared.events.planning.services import (
    AccompaniedBy,
    AccompaniedToService,
    Disclosed,
    ProviderAsked,
    ReferralExpired,
    ReferralRevoked,
    Revocation,
    RevocationReason,
    Sector,
    ServiceDecline,
    ServiceDeclineReason,
    ServiceEnd,
    ServiceOutcome,
    ServiceReferralAccepted,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralSent,
    ServiceReferralStarted,
)
from shared.projection import Projection
from shared.regions.rules import rule_for
from shared.regions.traces import traced
from tests.planning import facts
from tests.planning.facts import LAUKAA, NARPES, PERSON, PLAN, REFERRAL, REVIEW, TODAY, VAASA
from tests.planning.test_in_force import ended, extended, goal_set, planned, reached
from tests.spec import recorded

pytestmark = pytest.mark.unit

CLUB, CITY = UUID(int=61), UUID(int=60)
WITHIN = rule_for("next_step_within", TODAY)


def boxed(event: Event) -> Event:
    """`event` with every box as it stands in bytes, so that it may be copied."""
    for name, value in event.__dict__.items():
        if isinstance(value, Personal):
            value.box = {"subject": str(value.subject), "of": name}
    return event


def folded(projection: Projection[Any], events: Iterable[Event]) -> dict[str, Any]:
    """A key's rows after `events`, each fold given no more rows than it says it reads."""
    rows: dict[str, Any] = {}
    for version, event in enumerate(events, 1):
        handler = projection.handlers.get((event.service, event.name))
        if handler is None:
            continue
        said: Recorded[Any] = recorded(boxed(event), version)
        reads = handler.reads(said)
        given = rows if reads == "all" else {sub: rows[sub] for sub in reads if sub in rows}
        for sub, row in handler.fold(given, said).items():
            if row is None:
                rows.pop(sub, None)
            else:
                rows[sub] = row
    return rows


def arrival() -> ArrivalRegistered:
    return ArrivalRegistered(
        municipality=VAASA,
        person_id=PERSON,
        arrived_on=TODAY,
        channel=Channel.FORM,
        person=Personal(PERSON, PersonDetails(family_name="A", given_names="B", birth_date=date(1990, 1, 1))),
        background=Personal(PERSON, ArrivalBackground(reason="work", mother_tongue="vie", citizenship="VN")),
    )


def moved() -> TransferAccepted:
    return TransferAccepted(offer=UUID(int=5), sender=VAASA, receiver=LAUKAA, moves_on=TODAY)


class TestPlans:
    def test_each_part_of_a_plan_has_a_row_that_follows_the_case(self) -> None:
        rows = folded(
            PLANS,
            [
                arrival(),
                facts.drafted,
                goal_set,
                planned,
                facts.agreed,
                reached,
                extended(12, date(2028, 2, 2)),
                moved(),
            ],
        )
        assert {row.municipality for row in rows.values()} == {LAUKAA}
        assert (rows["plan"].state, rows["plan"].number, rows["plan"].until) == ("agreed", 24, date(2028, 2, 2))
        assert [row.state for row in rows.values() if row.part == "goal"] == ["reached"]
        assert [(row.state, row.party) for row in rows.values() if row.part == "measure"] == [("open", "municipality")]
        assert [(row.state, row.number) for row in rows.values() if row.part == "extension"] == [("total_plan_max", 12)]
        over = folded(PLANS, [arrival(), facts.drafted, facts.agreed, ended])
        assert (over["plan"].state, over["plan"].done_on) == ("ended", TODAY)

    def test_minutes_of_a_theme_add_up(self) -> None:
        given = OrientationGiven(municipality=VAASA, theme="work", minutes=60, given_on=TODAY, language="ara")
        rows = folded(PLANS, [arrival(), given, given, given.model_copy(update={"theme": "values", "minutes": 30})])
        assert (rows["orientation/work"].number, rows["orientation/values"].number) == (120, 30)


class TestTasks:
    missing = NextStepMissing(
        ending=REFERRAL,
        ended_on=TODAY,
        due_on=date(2026, 4, 1),
        missing_on=date(2026, 4, 2),
        rule=traced(WITHIN, date(2026, 4, 1), ended_on=TODAY),
    )
    taken = NextStepTaken(taken_on=TODAY, step=Personal(PERSON, Step(kind=StepKind.WORK)))

    def test_a_missing_next_step_is_due_in_the_worklist_until_it_is_taken(self) -> None:
        rows = folded(CASELOAD, [arrival(), self.missing])
        assert (rows[""].next_due_on, rows[""].next_due_kind) == (date(2026, 4, 1), "next_step")
        rows = folded(CASELOAD, [arrival(), self.missing, self.taken])
        assert (rows[""].next_due_on, rows[""].next_due_kind) == (None, None)
        assert folded(DEADLINES, [arrival(), self.missing])["next_step"].met_on is None
        assert folded(DEADLINES, [arrival(), self.missing, self.taken])["next_step"].met_on == TODAY
        assert "next_step" not in folded(DEADLINES, [arrival(), self.taken])

    def test_a_review_makes_the_next_one_due_and_an_ended_plan_none(self) -> None:
        by = date(2026, 9, 2)
        held = PlanReviewed(plan=PLAN, reviewed_on=TODAY, review_by=by, rule=traced(REVIEW, by))
        history = [arrival(), facts.required, facts.drafted, facts.agreed, held]
        assert folded(CASELOAD, history)[""].next_due_on == by
        assert folded(DEADLINES, history)["review"].due_on == by
        after = folded(CASELOAD, [*history, ended])[""]
        assert (after.status, after.next_due_on) == ("plan_ended", None)
        assert folded(DEADLINES, [*history, ended])["review"].waived_on == TODAY
        later = folded(CASELOAD, [*history, extended(12, date(2028, 2, 2))])[""]
        assert (later.plan_ends_on, later.next_due_on) == (date(2028, 2, 2), by)


def sent(*discloses: Disclosed) -> ServiceReferralSent:
    reason = Personal(UUID(int=9), FreeText(text="Tuki"), parents=(PERSON,))
    return ServiceReferralSent(
        municipality=VAASA,
        person_id=PERSON,
        referral=REFERRAL,
        expires_on=date(2026, 4, 1),
        discloses=discloses,
        reason=reason,
    )


def asked(service: UUID, provider: str = NARPES) -> ProviderAsked:
    return ProviderAsked(
        referral=REFERRAL,
        service_id=service,
        sector=Sector.THIRD_SECTOR,
        provider=provider,
        organisation="Seura",
        consent=UUID(int=70),
    )


ALL = (Disclosed.NAME, Disclosed.LANGUAGE, Disclosed.REASON)
accepted = ServiceReferralAccepted(referral=REFERRAL, service_id=CLUB)


def declined(service: UUID, *, last: bool) -> ServiceReferralDeclined:
    ground = Personal(PERSON, ServiceDecline(reason=ServiceDeclineReason.FULL))
    return ServiceReferralDeclined(referral=REFERRAL, service_id=service, last=last, ground=ground)


class TestReferrals:
    def rows(self, *events: Event, discloses: tuple[Disclosed, ...] = ALL) -> dict[str, Any]:
        return folded(SERVICE_REFERRALS, [arrival(), sent(*discloses), asked(CLUB), asked(CITY), *events])

    def test_a_provider_has_a_preview_without_the_name(self) -> None:
        inbox = self.rows()[f"{REFERRAL}/{CLUB}/inbox"]
        assert (inbox.municipality, inbox.side, inbox.state, inbox.language) == (NARPES, "inbox", "sent", "vie")
        assert inbox.reason is not None
        assert inbox.person is None
        silent = self.rows(discloses=())[f"{REFERRAL}/{CLUB}/inbox"]
        assert (silent.language, silent.reason, silent.person) == (None, None, None)

    def test_who_accepts_is_told_who_it_is_and_the_others_nothing_more(self) -> None:
        rows = self.rows(accepted)
        own, other = rows[f"{REFERRAL}/{CLUB}/inbox"], rows[f"{REFERRAL}/{CITY}/inbox"]
        assert own.state == "accepted"
        assert own.person is not None
        assert (other.state, other.reason, other.person, other.language) == ("superseded", None, None, None)
        assert (rows[str(REFERRAL)].state, rows[str(REFERRAL)].disclosed_to) == ("accepted", CLUB)
        assert rows[f"{REFERRAL}/{CITY}"].state == "superseded"
        unnamed = self.rows(accepted, discloses=(Disclosed.REASON,))[f"{REFERRAL}/{CLUB}/inbox"]
        assert unnamed.person is None

    def test_what_was_revoked_is_gone_from_the_inbox_and_stays_known_to_the_sender(self) -> None:
        revoked = ReferralRevoked(
            referral=REFERRAL,
            consent=UUID(int=70),
            asked=(CITY, CLUB),
            disclosed_to=CLUB,
            disclosed=ALL,
            revocation=Personal(PERSON, Revocation(reason=RevocationReason.CONSENT_WITHDRAWN)),
        )
        rows = self.rows(accepted, revoked)
        inbox = rows[f"{REFERRAL}/{CLUB}/inbox"]
        assert (inbox.state, inbox.reason, inbox.person, inbox.language) == ("revoked", None, None, None)
        assert (rows[str(REFERRAL)].state, rows[str(REFERRAL)].disclosed_to) == ("revoked", CLUB)
        expired = self.rows(ReferralExpired(referral=REFERRAL, expired_on=date(2026, 4, 2)))
        assert (expired[str(REFERRAL)].state, expired[f"{REFERRAL}/{CLUB}/inbox"].reason) == ("expired", None)

    def test_it_is_declined_when_the_last_has_said_no(self) -> None:
        rows = self.rows(declined(CLUB, last=False))
        assert (rows[str(REFERRAL)].state, rows[f"{REFERRAL}/{CLUB}"].state) == ("sent", "declined")
        assert rows[f"{REFERRAL}/{CLUB}/inbox"].reason is None
        assert rows[f"{REFERRAL}/{CITY}/inbox"].reason is not None
        rows = self.rows(declined(CLUB, last=False), declined(CITY, last=True))
        assert rows[str(REFERRAL)].state == "declined"
        assert {rows[f"{REFERRAL}/{one}"].state for one in (CLUB, CITY)} == {"declined"}

    def test_it_is_followed_to_its_end_and_case_rows_follow_the_case(self) -> None:
        end = ServiceReferralCompleted(
            referral=REFERRAL,
            service_id=CLUB,
            completed_on=TODAY,
            end=Personal(PERSON, ServiceEnd(outcome=ServiceOutcome.COMPLETED)),
        )
        begun = ServiceReferralStarted(referral=REFERRAL, service_id=CLUB, started_on=TODAY)
        went = AccompaniedToService(referral=REFERRAL, service_id=CLUB, accompanied_on=TODAY, by=AccompaniedBy.PEER)
        rows = self.rows(accepted, went, begun, end, moved())
        own = rows[str(REFERRAL)]
        assert (own.state, own.started_on, own.ended_on, own.accompanied_on) == ("completed", TODAY, TODAY, TODAY)
        assert own.municipality == LAUKAA
        assert rows[f"{REFERRAL}/{CLUB}"].municipality == LAUKAA
        assert rows[f"{REFERRAL}/{CLUB}/inbox"].municipality == NARPES


def counted(level: BarrierLevel, place: str, source: str, reports: int) -> BarrierCounted:
    return BarrierCounted(level=level, place=place, theme="family", source=source, reports=reports)


class TestBarriers:
    words = GroupName(fi="Lastenhoito", sv="Barnvård")

    def test_a_municipalitys_barrier_is_its_own_and_a_regions_is_everybodys(self) -> None:
        local = folded(BARRIERS, [counted(BarrierLevel.MUNICIPALITY, VAASA, VAASA, 1)] * 2)
        assert {row.municipality for row in local.values()} == {VAASA}
        assert (local[""].reports, local[VAASA].reports) == (2, 2)
        above = folded(
            BARRIERS,
            [counted(BarrierLevel.REGION, "15", VAASA, 7), counted(BarrierLevel.REGION, "15", NARPES, 3)],
        )
        assert {row.municipality for row in above.values()} == {EVERYBODY}
        assert (above[""].reports, above[VAASA].reports, above[NARPES].reports) == (10, 7, 3)

    def test_it_is_raised_and_answered_and_stays_answered(self) -> None:
        first = counted(BarrierLevel.MUNICIPALITY, VAASA, VAASA, 1)
        raised = BarrierEscalated(
            level=BarrierLevel.MUNICIPALITY,
            to=BarrierLevel.REGION,
            to_barrier=UUID(int=4),
            solution=Solution.COMMON_FUNDING,
            summary=self.words,
        )
        answer = BarrierAnswered(level=BarrierLevel.MUNICIPALITY, decision=BarrierDecision.REMOVED, answer=self.words)
        row = folded(BARRIERS, [first, raised])[""]
        assert (row.state, row.raised_to, row.summary_sv) == ("raised", UUID(int=4), "Barnvård")
        row = folded(BARRIERS, [first, answer, raised])[""]
        assert (row.state, row.decision, row.answer_fi) == ("answered", "removed", "Lastenhoito")

    def test_a_report_follows_its_case(self) -> None:
        report = BarrierReported(
            municipality=VAASA,
            report=UUID(int=8),
            barrier=UUID(int=7),
            theme="family",
            solution=Solution.LOCAL_STRUCTURE,
            words=None,
        )
        rows = folded(BARRIER_REPORTS, [arrival(), report, moved()])
        assert (rows[str(UUID(int=8))].municipality, rows[str(UUID(int=8))].barrier) == (LAUKAA, UUID(int=7))

    def test_small_counts_and_what_gives_them_away_are_hidden(self) -> None:
        whole = {"key": UUID(int=1), "sources": [NARPES, VAASA], "counts": [3, 7], "theme": "family"}
        counts, away = _theme([whole])  # type: ignore[list-item] # what a record has
        assert counts[UUID(int=1)] == 10
        assert NARPES in away
        assert {VAASA, UUID(int=1)} & away
        large = {**whole, "counts": [30, 70]}
        assert _theme([large])[1] == frozenset()  # type: ignore[list-item] # what a record has
