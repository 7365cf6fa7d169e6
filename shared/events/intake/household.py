"""Intake's events about who belongs to whom: links between the persons of cases, and to guardians without a case.

Enters: nothing. Leaves: a household's facts, each said in the stream `intake/household/<case>` of either case. They
must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Personal, Value


class Relation(StrEnum):
    """What the other one is to the person of the case."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GUARDIAN = "guardian"
    WARD = "ward"
    REPRESENTATIVE = "repres"
    REPRESENTED = "represd"
    OTHER = "other"


class Kinship(Value):
    """What somebody is to the person, from which day, and up to and with which."""

    relation: Relation
    valid_from: date
    valid_to: date | None = None


class Outsider(Value):
    """A guardian, representative or relative who has no case. The phone number is E.164."""

    name: str = Field(max_length=200)
    phone: str | None = None


class HouseholdLinked(CaseEvent, version=1):
    """Somebody belongs to the person's household, or answers for them; `member` is that one's case, if there is one."""

    link: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    member: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None
    kinship: Personal[Kinship]
    contact: Personal[Outsider] | None = None


class HouseholdUnlinked(CaseEvent, version=1, effective="ended_on"):
    """They belong together no more."""

    link: Annotated[UUID, Clear("an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("the day from which it holds no more, of whatever it was")]
