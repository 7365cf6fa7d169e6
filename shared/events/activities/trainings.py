"""Events of trainings, peer visits and mentoring for those who receive immigrants.

Enters: nothing. Leaves: what a municipality needed, what was agreed, offered, held, and how it was rated. They must not
know anybody who took part: participants are numbers for each audience, ratings are anonymous.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class TrainingKind(StrEnum):
    TRAINING = "training"
    PEER_VISIT = "peer_visit"
    MENTORING = "mentoring"


class TrainingAudience(StrEnum):
    DECISION_MAKERS = "decision_makers"
    EMPLOYERS = "employers"
    INDUCTORS = "inductors"
    ADVISERS = "advisers"


class Turnout(Value):
    """How many of one audience took part."""

    audience: TrainingAudience
    people: int


class TrainingNeeded(Event, version=1):
    """A municipality says what its people need to learn, and how many they are about."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    topic: Annotated[PublishedText, Clear("what is needed, about nobody")]
    audiences: Annotated[tuple[TrainingAudience, ...], Clear("kinds of people")]
    people: Annotated[int, Clear("an estimate")]
    needed_by: Annotated[date | None, Clear("a wish")] = None


class TrainingAgreed(Event, version=1):
    """A package that answers the need is agreed: what, by whom, when."""

    kind: Annotated[TrainingKind, Clear("published")]
    package: Annotated[PublishedText, Clear("published: the package's name")]
    provider: Annotated[str, Clear("published: an organisation")]
    planned_on: Annotated[date, Clear("published")]
    hours: Annotated[int, Clear("published")]


class TrainingOffered(Event, version=1):
    """The package is offered to these audiences in these municipalities, with so many places."""

    municipalities: Annotated[tuple[str, ...], Clear("where it is offered")]
    audiences: Annotated[tuple[TrainingAudience, ...], Clear("kinds of people")]
    places: Annotated[int, Clear("published")]


class TrainingHeld(Event, version=1, effective="held_on"):
    """It was held; so many of each audience took part."""

    kind: Annotated[TrainingKind, Clear("published")]
    held_on: Annotated[date, Clear("published")]
    turnout: Annotated[tuple[Turnout, ...], Clear("counts of professionals by kind; figures hide small ones")]


class TrainingRated(Event, version=1):
    """One participant's anonymous rating, from 1 to 5."""

    audience: Annotated[TrainingAudience, Clear("a kind of people")]
    score: Annotated[int, Clear("anonymous; figures hide the ratings of few")]
