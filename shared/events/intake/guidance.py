"""Guidance: visits to a service point, calls, messages. A visit of nobody says nothing about anybody.

`GuidanceGiven` is a line of statistics: no name, nationality, age or gender is asked, the day has no hour, and what
links visits is an id that only a code in the visitor's own hands leads to. A visit of a client is `ClientGuided`, in
which everything stands in a box.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Event, Personal, Value


class GuidanceChannel(StrEnum):
    """How somebody came."""

    VISIT = "visit"
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    VIDEO = "video"


class GuidanceOutcome(StrEnum):
    """What came of it."""

    ANSWERED = "answered"
    REFERRED = "referred"
    APPOINTMENT = "booked"
    UNANSWERED = "open"


class OnwardKind(StrEnum):
    """What kind of service somebody was told to go to."""

    MUNICIPAL = "municipal"
    EMPLOYMENT = "work"
    HEALTH = "health"
    AUTHORITY = "state"
    THIRD_SECTOR = "third"
    PRIVATE = "private"
    EDUCATION = "school"


class Onward(Value):
    """Where somebody was told to go, without a case: a kind, and the service's id where the directory has it."""

    kind: OnwardKind
    service: UUID | None = None


class GuidanceDetails(Value):
    """What a visit was about: themes of the region's profile, the language (ISO 639-3), minutes."""

    point: UUID | None = None
    themes: tuple[str, ...]
    channel: GuidanceChannel
    language: str | None = None
    outcome: GuidanceOutcome
    minutes: int | None = None
    onward: Onward | None = None


class GuidanceGiven(Event, version=1, effective="given_on"):
    """Somebody was informed or advised; nobody wrote down who."""

    visit: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    given_on: Annotated[date, Clear("statistics: a day without an hour")]
    details: Annotated[GuidanceDetails, Clear("statistics of a visit that nothing ties to a person")]
    visitor: Annotated[
        UUID | None, Clear("links visits where the visitor wished it; only their own code leads to it")
    ] = None


class ClientGuided(CaseEvent, version=1, effective="given_on"):
    """A client with a case was informed or advised."""

    visit: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    given_on: Annotated[date, Clear("the day of a contact: silence is counted from it")]
    details: Personal[GuidanceDetails]
