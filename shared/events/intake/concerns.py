"""Concerns about working conditions: somebody may be exploited. Told in confidence, and read by very few.

A concern has a stream and a key of its own: no case's stream or timeline tells of it, not even where it is about a
client; that, too, stands in the box.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import Clear, Event, FreeText, Personal, Value


class ConcernKind(StrEnum):
    """What the concern is about."""

    WAGES = "wages"
    HOURS = "hours"
    SAFETY = "safety"
    THREAT = "threat"
    DOCUMENTS = "papers"
    TRAFFICKING = "traffic"
    OTHER = "other"


class ConcernOutcome(StrEnum):
    """What was done about it; `protect` leads to the client's extra protection."""

    ADVISED = "advised"
    AUTHORITY = "passed"
    PROTECTED = "protect"
    UNFOUNDED = "none"


class ConcernDetails(Value):
    """What it is about, and of which client, where it is one."""

    kind: ConcernKind
    case: UUID | None = None


class ConcernConclusion(Value):
    """What was done."""

    outcome: ConcernOutcome


class ConcernRaised(Event, version=1, effective="raised_on"):
    """Somebody is worried about somebody's working conditions."""

    concern: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    raised_on: Annotated[date, Clear("how long it has waited is counted from it")]
    details: Personal[ConcernDetails]
    words: Personal[FreeText]


class ConcernEntrusted(Event, version=1):
    """One more official may read the concern and act on it."""

    concern: Annotated[UUID, Clear("an id that says nothing by itself")]
    official: Annotated[str, Clear("the official's opaque id, nobody's whom it is about")]


class ConcernConcluded(Event, version=1, effective="concluded_on"):
    """Something was done about it, or there was nothing to it."""

    concern: Annotated[UUID, Clear("an id that says nothing by itself")]
    concluded_on: Annotated[date, Clear("how long it waited is counted to it")]
    conclusion: Personal[ConcernConclusion]
