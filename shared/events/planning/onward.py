"""Events of the way onward: applications to education and work, paths for those who need more support, next steps.

Enters: nothing. Leaves: facts about what comes after a course or a service. They must not know which it was.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.model import CaseEvent, Clear, FreeText, Personal, RuleTrace, Value


class AppliedTo(StrEnum):
    """What somebody applies to."""

    BASIC_EDUCATION = "basic_education"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
    HIGHER_EDUCATION = "higher_education"
    INTEGRATION_TRAINING = "integration_training"
    APPRENTICESHIP = "apprenticeship"
    WORK = "work"
    OTHER = "other"


class ApplicationOutcome(StrEnum):
    """What became of an application."""

    ADMITTED = "admitted"
    RESERVE = "reserve"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class PathKind(StrEnum):
    """Who walks along with somebody on the way into education or work."""

    OHJAAMO = "ohjaamo"
    YOUTH_WORKSHOP = "youth_workshop"
    SUPPORTED_EMPLOYMENT = "supported_employment"
    REHABILITATION = "rehabilitation"
    STUDY_GUIDANCE = "study_guidance"


class PathOutcome(StrEnum):
    """Where a path has led."""

    WORK = "work"
    EDUCATION = "education"
    ENTREPRENEURSHIP = "entrepreneurship"
    OTHER_SERVICE = "other_service"
    INTERRUPTED = "interrupted"


class StepKind(StrEnum):
    """What comes next after a course or a service."""

    WORK = "work"
    EDUCATION = "education"
    SERVICE = "service"
    NONE_NEEDED = "none_needed"


class Application(Value):
    """What was applied to."""

    to: AppliedTo


class ApplicationAnswer(Value):
    """What became of it."""

    outcome: ApplicationOutcome


class Path(Value):
    """Which kind of path."""

    kind: PathKind


class PathEnd(Value):
    """Where it has led."""

    outcome: PathOutcome


class Step(Value):
    """What comes next."""

    kind: StepKind


class ApplicationMade(CaseEvent, version=1, effective="applied_on"):
    """The client has applied to education or to work; `target` names it."""

    application: Annotated[UUID, Clear("an id that says nothing by itself")]
    applied_on: Annotated[date, Clear("a next step is seen by it")]
    applied: Personal[Application]
    target: Personal[FreeText] | None = None


class ApplicationAnswered(CaseEvent, version=1, effective="answered_on"):
    """The school or the employer has answered."""

    application: Annotated[UUID, Clear("an id that says nothing by itself")]
    answered_on: Annotated[date, Clear("the day of the answer")]
    answer: Personal[ApplicationAnswer]


class PathBegun(CaseEvent, version=1, effective="begun_on"):
    """Somebody walks along with the client on the way into education or work."""

    path: Annotated[UUID, Clear("an id that says nothing by itself")]
    begun_on: Annotated[date, Clear("a next step is seen by it")]
    chosen: Personal[Path]


class PathEnded(CaseEvent, version=1, effective="ended_on"):
    """The path has led somewhere."""

    path: Annotated[UUID, Clear("an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("a next step is due from it where the path was interrupted")]
    end: Personal[PathEnd]


class NextStepTaken(CaseEvent, version=1, effective="taken_on"):
    """What comes after the last course or service is known, though it is none of the other facts."""

    taken_on: Annotated[date, Clear("a next step is seen by it")]
    step: Personal[Step]


class NextStepMissing(CaseEvent, version=1, effective="missing_on"):
    """A course or service ended, and the time for a next step has passed without one: a task for the caseworker."""

    ending: Annotated[UUID, Clear("the referral or placement that ended, an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("the time ran from it")]
    due_on: Annotated[date, Clear("a deadline")]
    missing_on: Annotated[date, Clear("the first day after the deadline")]
    rule: Annotated[RuleTrace, Clear("the rule, not the person; its inputs are clear dates")]


class PlacementEndNoted(CaseEvent, version=1, effective="ended_on"):
    """A work placement of the client's has ended, as activities says; the next step is due from it."""

    placement: Annotated[UUID, Clear("an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("the next step is due from it")]


class PlacementStartNoted(CaseEvent, version=1, effective="started_on"):
    """A work placement of the client's has begun, as activities says."""

    placement: Annotated[UUID, Clear("an id that says nothing by itself")]
    started_on: Annotated[date, Clear("a next step is seen by it")]
