"""Outreach: people with a case whom no service has met, which groups they belong to, and what was done to reach them.

Which group somebody belongs to may be the most sensitive thing known of them: it stands in a box, and so does what came
of an attempt.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Personal, Value


class TargetGroup(StrEnum):
    """Groups that services meet too seldom."""

    FAMILY = "family"
    STUDENT = "student"
    PARENT_AT_HOME = "home"
    CHILD = "child"
    YOUTH = "youth"
    OLDER = "older"
    DISABLED = "disabled"
    TRAFFICKING = "victim"


class OutreachChannel(StrEnum):
    """How somebody was looked for."""

    LETTER = "letter"
    PHONE = "phone"
    MESSAGE = "message"
    HOME_VISIT = "home"
    SCHOOL = "school"
    EVENT = "event"
    PARTNER = "partner"


class OutreachOutcome(StrEnum):
    """What came of it."""

    REACHED = "reached"
    INVITED = "invited"
    DECLINED = "declined"
    NOT_REACHED = "missed"


class OutreachGroups(Value):
    """The groups that somebody belongs to."""

    groups: tuple[TargetGroup, ...]


class OutreachContact(Value):
    """An attempt: how, in which language (ISO 639-3), and what came of it."""

    channel: OutreachChannel
    language: str
    outcome: OutreachOutcome


class OutreachTargeted(CaseEvent, version=1):
    """The client belongs to these groups, and to no others any more."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    groups: Personal[OutreachGroups]


class OutreachMade(CaseEvent, version=1, effective="made_on"):
    """Somebody has tried to reach the client."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    made_on: Annotated[date, Clear("a day on which the municipality did something, not what came of it")]
    contact: Personal[OutreachContact]
