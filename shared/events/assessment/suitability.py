"""Whether a rural municipality suits somebody, and they it: visits to get to know the area, and an evaluation.

A stream of its own for each case, whose events have the key of the case.

Enters: nothing. Leaves: the facts about visits and evaluations. They must not know who reads them.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, Value


class Suits(StrEnum):
    """What an evaluation comes to."""

    WELL = "well"
    WITH_SUPPORT = "support"
    NOT_NOW = "notnow"


class Evaluation(Value):
    """Interest and fit, each from 0 (none) to 4 (very much), by matter; and what it comes to."""

    interest: int
    matters: dict[str, int]
    suits: Suits


class Participants(Value):
    """Who came along on a visit, how many of the household."""

    adults: int
    children: int


class AreaVisited(CaseEvent, version=1, effective="visited_on"):
    """Somebody has been to see an area that they may move to."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    visit: Annotated[UUID, Clear("an id that says nothing by itself")]
    area: Annotated[Municipality, Clear("the municipality that was visited")]
    visited_on: Annotated[date, Clear("the day of the visit")]
    participants: Personal[Participants]
    impressions: Personal[FreeText] | None = None


class SuitabilityEvaluated(CaseEvent, version=1, effective="evaluated_on"):
    """An area was weighed together with the client: what interests them, what fits, and what it comes to."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    area: Annotated[Municipality, Clear("the municipality that was weighed")]
    evaluated_on: Annotated[date, Clear("the day of the evaluation")]
    visits: Annotated[int, Clear("how many visits it rests on")]
    evaluation: Personal[Evaluation]
    reasons: Personal[FreeText] | None = None
