"""Skills mapping: what somebody has learned, done and can do, mapped by a municipality, a reception centre, or both.

A stream of its own for each case, whose events have the key of the case: the mapping follows the case when it moves.

Enters: nothing. Leaves: the facts about one mapping. They must not know what the codes mean.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, Value


class MappingEnd(StrEnum):
    """Why a mapping ends before it is done, lawfully."""

    REFUSED = "refused"
    DEPARTED = "departed"
    CONSENT_WITHDRAWN = "consent_withdrawn"


class EndGround(Value):
    """The ground of an end. It says something about the person, so it is sealed."""

    ground: MappingEnd


class Education(Value):
    """A course of study: the level (ISCED 0-8), the field, the country (ISO 3166-1), the year it ended in."""

    level: int
    field: str
    country: str | None = None
    ended: int | None = None
    completed: bool = True


class Work(Value):
    """A job: what (an ESCO occupation's code, or words), where, for how many months."""

    occupation: str
    country: str | None = None
    months: int
    title: str | None = None


class Skill(Value):
    """A skill by its code in the vocabulary, and how well: 1 some, 2 good, 3 expert."""

    code: str
    level: int


class Profile(Value):
    """All that the mapping has found, as it stands after a piece was saved."""

    education: tuple[Education, ...] = ()
    work: tuple[Work, ...] = ()
    licences: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: dict[str, str] = Field(default_factory=dict)


class MappingConsented(CaseEvent, version=1, effective="given_on"):
    """The client lets a reception centre take part in the mapping; said first in intake, whose consent it is."""

    consent: Annotated[UUID, Clear("an id that says nothing by itself")]
    given_on: Annotated[date, Clear("validity begins with it")]
    valid_until: Annotated[date, Clear("validity ends with it")]


class MappingConsentTakenBack(CaseEvent, version=1, effective="withdrawn_on"):
    """The consent to a joint mapping holds no more."""

    consent: Annotated[UUID, Clear("an id that says nothing by itself")]
    withdrawn_on: Annotated[date, Clear("validity ends before it")]


class SkillsMappingStarted(CaseEvent, version=1, effective="started_on"):
    """A mapping has begun; jointly with a reception centre where the client agrees."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    started_on: Annotated[date, Clear("the day on which it began")]
    jointly: Annotated[bool, Clear("whether a reception centre takes part")]
    consent: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None


class SkillsMapped(CaseEvent, version=1, effective="mapped_on"):
    """What has been found so far; the newest one holds. `completed` where nothing more is to come."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    mapped_on: Annotated[date, Clear("the day of the talk")]
    completed: Annotated[bool, Clear("whether the mapping is done")]
    profile: Personal[Profile]


class SkillDescribed(CaseEvent, version=1):
    """A skill that the vocabulary does not have, in words."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    text_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    text: Personal[FreeText]


class SkillsMappingEnded(CaseEvent, version=1, effective="ended_on"):
    """The mapping has ended before it was done: the client refused or left, or took the consent back."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    ended_on: Annotated[date, Clear("nothing is asked after it")]
    ground: Personal[EndGround]
