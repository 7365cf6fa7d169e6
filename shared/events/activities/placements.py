"""A client's way to work: candidacies, placements with employers, and mentoring. All in the client's own stream.

Enters: nothing. Leaves: the facts that a plan and a case page follow. They must not know how a vacancy is filled.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.model import CaseEvent, Clear, Personal, Value


class PlacementKind(StrEnum):
    """What somebody does at an employer's."""

    WORK_TRIAL = "trial"
    PRACTICE = "practice"
    VOLUNTARY = "talkoot"
    JOB = "job"


class PlacementOutcome(StrEnum):
    """What came of it."""

    JOB = "job"
    TRAINING = "training"
    CONTINUES = "goes on"
    NOTHING_YET = "none"
    INTERRUPTED = "stopped"


class EmployerKind(StrEnum):
    """Whose work it is."""

    PUBLIC = "public"
    PRIVATE = "private"
    ASSOCIATION = "third"


class PlacementTerms(Value):
    """Where, as what and until when; sealed, because it says where somebody is every day."""

    kind: PlacementKind
    employer: str
    business_id: str | None = None
    employer_kind: EmployerKind = EmployerKind.PRIVATE
    planned_until: date | None = None


class PlacementEnding(Value):
    """What came of a placement."""

    outcome: PlacementOutcome


class PlacementStarted(CaseEvent, version=1, effective="started_on"):
    """The client has begun a work trial, practice, voluntary work or a job."""

    placement: Annotated[UUID, Clear("an id that says nothing by itself")]
    vacancy: Annotated[UUID | None, Clear("routing: the vacancy that it fills")] = None
    started_on: Annotated[date, Clear("a next step is seen by it")]
    terms: Personal[PlacementTerms]


class PlacementEnded(CaseEvent, version=1, effective="ended_on"):
    """The placement is over."""

    placement: Annotated[UUID, Clear("an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("a next step is due from it")]
    ending: Personal[PlacementEnding]


class CandidacyEnding(Value):
    """Whether the candidate got the place."""

    accepted: bool


class CandidacyBegun(CaseEvent, version=1):
    """The client is proposed for a vacancy: the case's side of it."""

    vacancy: Annotated[UUID, Clear("routing")]
    candidacy: Annotated[UUID, Clear("an id that says nothing by itself")]


class CandidacyEnded(CaseEvent, version=1):
    """It is decided: the case's side of it."""

    vacancy: Annotated[UUID, Clear("routing")]
    candidacy: Annotated[UUID, Clear("an id that says nothing by itself")]
    ending: Personal[CandidacyEnding]


class MentorDetails(Value):
    """Who the mentor is; a person of their own, with or without a case."""

    name: str
    languages: tuple[str, ...] = ()


class MentoringOutcome(StrEnum):
    """How mentoring ended."""

    GOAL_REACHED = "goal"
    TIME_UP = "time"
    CLIENT_STOPPED = "client"
    MENTOR_STOPPED = "mentor"


class MentoringEnding(Value):
    """How mentoring ended."""

    outcome: MentoringOutcome


class MentorPaired(CaseEvent, version=1, effective="paired_on"):
    """The client has a mentor."""

    pairing: Annotated[UUID, Clear("an id that says nothing by itself")]
    mentor_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    paired_on: Annotated[date, Clear("the day of the agreement")]
    mentor: Personal[MentorDetails]


class MentorMet(CaseEvent, version=1, effective="met_on"):
    """The two have met."""

    pairing: Annotated[UUID, Clear("an id that says nothing by itself")]
    met_on: Annotated[date, Clear("a count of meetings")]


class MentoringEnded(CaseEvent, version=1, effective="ended_on"):
    """Mentoring is over."""

    pairing: Annotated[UUID, Clear("an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("nothing is expected after it")]
    ending: Personal[MentoringEnding]
