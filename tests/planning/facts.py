"""What has happened, and what is asked, in the specifications of planning."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from services.planning.agreement import AgreePlan, Limits
from services.planning.domain import INITIAL, DraftPlan, UpdatePlan, decide, evolve
from services.planning.referral.groups import CompleteReferral, DeclineReferral, ReferToService
from shared.events import Personal
from shared.events.planning import (
    CaseTakenUp,
    DeclineGround,
    DutiesMoved,
    Goals,
    PlanAgreed,
    PlanDrafted,
    PlanRequired,
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralDeclineReason,
    ReferralEnd,
    ReferralOutcome,
    ReferralQueued,
    ReferralStarted,
    ReferredToService,
)
from shared.regions.rules import rule_for
from shared.regions.traces import traced
from tests.spec import Spec

VAASA, NARPES, LAUKAA = "905", "545", "410"
PERSON: Final = UUID(int=1)
PLAN: Final = UUID(int=2)
GROUP: Final = UUID(int=3)
REFERRAL: Final = UUID(int=4)
ASSESSED: Final = date(2026, 1, 12)
DRAFTED: Final = date(2026, 1, 20)
AGREED: Final = date(2026, 2, 2)
TODAY: Final = date(2026, 3, 2)
LAST_DAY: Final = date(2027, 2, 2)  # a year after AGREED
REVIEW_BY: Final = date(2026, 8, 2)  # six months after AGREED

BEGIN_BY = rule_for("plan_preparation_starts", ASSESSED)
LONGEST = rule_for("first_plan_max", AGREED)
REVIEW = rule_for("plan_review_max_interval", AGREED)
TOTAL = rule_for("total_plan_max", AGREED)
EXTENSION = rule_for("total_plan_extension", AGREED)
LIMITS = Limits(LONGEST, TOTAL, REVIEW)
GOALS = Goals(goals=("Suomen kieli B1",), measures=("Kotoutumiskoulutus",))
OTHER_GOALS = Goals(goals=("Ammatti",))

taken_up = CaseTakenUp(municipality=VAASA, person_id=PERSON)
required = PlanRequired(
    municipality=VAASA,
    person_id=PERSON,
    due_on=ASSESSED,
    rule=traced(BEGIN_BY, ASSESSED, assessed_on=ASSESSED),
)
drafted = PlanDrafted(municipality=VAASA, plan=PLAN, drafted_on=DRAFTED, months=12, goals=Personal(PERSON, GOALS))
agreed = PlanAgreed(
    municipality=VAASA,
    plan=PLAN,
    agreed_on=AGREED,
    ends_on=LAST_DAY,
    review_by=REVIEW_BY,
    rule=traced(LONGEST, LAST_DAY, agreed_on=AGREED, months=12),
    review_rule=traced(REVIEW, REVIEW_BY, agreed_on=AGREED, ends_on=LAST_DAY),
)
moved = DutiesMoved(sender=VAASA, receiver=LAUKAA, moves_on=TODAY)
referred = ReferredToService(
    municipality=VAASA, person_id=PERSON, referral=REFERRAL, group=GROUP, provider=NARPES, reason=None
)
queued = ReferralQueued(referral=REFERRAL, group=GROUP, number=7)
accepted = ReferralAccepted(referral=REFERRAL, group=GROUP)
started = ReferralStarted(referral=REFERRAL, group=GROUP, started_on=AGREED)


def declined(reason: ReferralDeclineReason = ReferralDeclineReason.CLIENT_DECLINED) -> ReferralDeclined:
    ground = Personal(PERSON, DeclineGround(reason=reason))
    return ReferralDeclined(referral=REFERRAL, group=GROUP, provider=NARPES, ground=ground)


completed = ReferralCompleted(
    referral=REFERRAL,
    group=GROUP,
    provider=NARPES,
    completed_on=TODAY,
    end=Personal(PERSON, ReferralEnd(outcome=ReferralOutcome.COMPLETED)),
)

draft = DraftPlan(VAASA, PLAN, DRAFTED, 12, GOALS, LONGEST, TODAY)
update = UpdatePlan(VAASA, 12, OTHER_GOALS, LONGEST)
agree = AgreePlan(VAASA, AGREED, LIMITS, TODAY)
refer = ReferToService(VAASA, REFERRAL, GROUP, NARPES, None)
decline = DeclineReferral(VAASA, REFERRAL, ReferralDeclineReason.CLIENT_DECLINED)
complete = CompleteReferral(VAASA, REFERRAL, TODAY, ReferralOutcome.COMPLETED, TODAY)

given = Spec(INITIAL, decide, evolve).given
