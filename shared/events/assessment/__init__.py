"""Assessment's events: the assessment of skills and of the need for integration services.

Enters: nothing. Leaves: assessment's facts about a case (here), and about what else it records (a module each).
They must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, RuleTrace, Value


class WaiverReason(StrEnum):
    """Why no assessment is made."""

    DECLINED = "declined"
    NOT_NEEDED = "noneed"
    ASSESSED_ELSEWHERE = "elsewh"
    MOVED_AWAY = "moved"


class WaiverGround(Value):
    """The ground of a waiver. It says something about the person, so it is sealed."""

    reason: WaiverReason


class Findings(Value):
    """What an assessment found: levels on the CEFR scale, the languages and services the person needs."""

    finnish: str | None = None
    swedish: str | None = None
    literacy: str | None = None
    service_needs: tuple[str, ...] = ()


class AssessmentRequired(CaseEvent, version=2):
    """An assessment must have begun by the day that the rule gives."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    counted_from: Annotated[date, Clear("the day from which the deadline runs")]
    due_on: Annotated[date, Clear("a deadline")]
    rule: Annotated[RuleTrace, Clear("the law, not the person; its inputs are clear dates")]


class AssessmentStarted(CaseEvent, version=1, effective="started_on"):
    """The assessment has begun; a public official answers for it."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    started_on: Annotated[date, Clear("a deadline was kept or broken by it")]
    official: Annotated[str, Clear("the official's opaque id, not the client's")]


class AssessmentCompleted(CaseEvent, version=1, effective="completed_on"):
    """The assessment is done, and says whether an integration plan is needed."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    completed_on: Annotated[date, Clear("deadlines run from it")]
    plan_needed: Annotated[bool, Clear("routing: planning is asked for a plan or it is not")]
    findings: Personal[Findings]
    summary: Personal[FreeText] | None = None


class AssessmentWaived(CaseEvent, version=1, effective="waived_on"):
    """No assessment is made, on a lawful ground."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    waived_on: Annotated[date, Clear("ends a deadline")]
    ground: Personal[WaiverGround]


class DutiesMoved(CaseEvent, version=1, effective="moves_on"):
    """The case has moved, and what assessment owes it has moved along, deadlines unchanged."""

    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    moves_on: Annotated[date, Clear("the day of the move")]
