"""Planning's events: integration plans and referrals to services.

Enters: nothing. Leaves: planning's facts about a case (here), and about what else it records (a module each).
They must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, RuleTrace, Value
from shared.events.protection import Noted


class Goals(Value):
    """What a plan aims at, in the words of the person and the adviser."""

    goals: tuple[Annotated[str, Field(max_length=500)], ...]
    measures: tuple[Annotated[str, Field(max_length=500)], ...] = ()


class ReferralDeclineReason(StrEnum):
    FULL = "full"
    NOT_SUITABLE = "not_suitable"
    CLIENT_DECLINED = "client_declined"
    NO_SUCH_GROUP = "no_such_group"
    OTHER = "other"


class ReferralOutcome(StrEnum):
    COMPLETED = "completed"
    INTERRUPTED = "interrupted"


class DeclineGround(Value):
    """Why a referral was declined. A client's own no says something about the person, so it is sealed."""

    reason: ReferralDeclineReason


class ReferralEnd(Value):
    """How a referral ended. It says something about the person, so it is sealed."""

    outcome: ReferralOutcome


class CaseTakenUp(CaseEvent, version=1):
    """Planning knows the case: whose it is, and which municipality answers for it. No plan is asked for yet.

    It is taken from intake, which alone decides where a case belongs; so planning neither waits for an assessment
    before somebody may be referred to a service, nor trusts another service's word about the municipality.
    """

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]


class PlanRequired(CaseEvent, version=1):
    """An integration plan is needed; its making must begin by the day that the rule gives."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    due_on: Annotated[date, Clear("a deadline")]
    rule: Annotated[RuleTrace, Clear("the law, not the person; its inputs are clear dates")]


class PlanDrafted(CaseEvent, version=1, effective="drafted_on"):
    """A first draft of the plan exists."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    drafted_on: Annotated[date, Clear("a deadline was kept or broken by it")]
    months: Annotated[int, Clear("the plan's length, which the law limits")]
    goals: Personal[Goals]


class PlanUpdated(CaseEvent, version=1):
    """The plan's goals, measures or length have changed."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    months: Annotated[int, Clear("the plan's length, which the law limits")]
    goals: Personal[Goals]


class PlanAgreed(CaseEvent, version=1, effective="agreed_on"):
    """The person and the municipality have agreed on the plan."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    agreed_on: Annotated[date, Clear("deadlines run from it")]
    ends_on: Annotated[date, Clear("a deadline")]
    review_by: Annotated[date, Clear("a deadline")]
    rule: Annotated[RuleTrace, Clear("the law on a plan's length, not the person; its inputs are clear dates")]
    review_rule: Annotated[RuleTrace, Clear("the rule on reviews, not the person; its inputs are clear dates")]


class ReferredToService(CaseEvent, version=1):
    """The person is referred to a service, here a group of a municipality."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    group: Annotated[UUID, Clear("routing: whose queue it goes to")]
    provider: Annotated[Municipality, Clear("routing: the municipality that runs the group")]
    reason: Personal[FreeText] | None = None


class ReferralAccepted(CaseEvent, version=1):
    """The service has a place for the person."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    group: Annotated[UUID, Clear("routing")]


class ReferralQueued(CaseEvent, version=1):
    """The service is full; the person has a queue number. It is never given twice in a group; the lowest goes first."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    group: Annotated[UUID, Clear("routing")]
    number: Annotated[int, Clear("a place in a queue")]


class ReferralDeclined(CaseEvent, version=1):
    """The service, or the person, said no."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    group: Annotated[UUID, Clear("routing: whose place it was or is")]
    provider: Annotated[Municipality, Clear("routing: the municipality that runs the group")]
    ground: Personal[DeclineGround]


class ReferralStarted(CaseEvent, version=1, effective="started_on"):
    """The person took part for the first time."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    group: Annotated[UUID, Clear("routing: whose place it was or is")]
    started_on: Annotated[date, Clear("days to the first service are counted to it")]


class ReferralCompleted(CaseEvent, version=1, effective="completed_on"):
    """What the person was referred to has come to its end."""

    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    group: Annotated[UUID, Clear("routing: whose place it was or is")]
    provider: Annotated[Municipality, Clear("routing: the municipality that runs the group")]
    completed_on: Annotated[date, Clear("the next step is due from it")]
    end: Personal[ReferralEnd]


class DutiesMoved(CaseEvent, version=1, effective="moves_on"):
    """The case has moved, and what planning owes it has moved along, deadlines unchanged."""

    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    moves_on: Annotated[date, Clear("the day of the move")]


class ProtectionNoted(Noted, version=1):
    """Planning keeps a protected case from all who are not entitled to it, or no longer has to."""
