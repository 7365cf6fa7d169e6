"""Events of strategy work: stages, workshops, and what came out of them.

Enters: nothing. Leaves: strategy work's facts. They must not know anybody who took part: participants are numbers.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.texts import Owner, PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class Stage(StrEnum):
    """The stages of strategy work, in their order."""

    CURRENT_STATE = "current_state"
    VISION = "vision"
    GOALS = "goals"
    MEASURES = "measures"
    FOLLOW_UP = "follow_up"


class ParticipantKind(StrEnum):
    IMMIGRATED_RESIDENTS = "immigrated_residents"
    EMPLOYERS = "employers"
    OFFICIALS = "officials"
    DECISION_MAKERS = "decision_makers"
    ASSOCIATIONS = "associations"
    EDUCATORS = "educators"
    OTHER = "other"


class Attendees(Value):
    """How many of one kind took part."""

    kind: ParticipantKind
    people: int


class Outcome(Value):
    """One thing that a workshop came to."""

    outcome: UUID
    what: PublishedText


class StrategyBegun(Event, version=1):
    """A municipality begins strategy work on integration."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    title: Annotated[PublishedText, Clear("published")]


class WorkshopHeld(Event, version=1, effective="held_on"):
    """A workshop of a stage, with those who took part by kind, and its outcomes."""

    workshop: Annotated[UUID, Clear("an id that says nothing by itself")]
    stage: Annotated[Stage, Clear("published")]
    held_on: Annotated[date, Clear("published")]
    attendees: Annotated[tuple[Attendees, ...], Clear("counts by kind")]
    outcomes: Annotated[tuple[Outcome, ...], Clear("conclusions, about nobody")]


class OutcomeTakenUp(Event, version=1):
    """An outcome becomes an action with an owner and a day; it is said in the action's stream next."""

    outcome: Annotated[UUID, Clear("an id that says nothing by itself")]
    action: Annotated[UUID, Clear("routing: the action it is said in next")]
    municipality: Annotated[Municipality, Clear("which municipality acts")]
    what: Annotated[PublishedText, Clear("what is to be done, about nobody")]
    owner: Annotated[Owner, Clear("an organisation or a function")]
    due_on: Annotated[date, Clear("agreed")]
