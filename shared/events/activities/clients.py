"""What activities knows of a client: whose case it is, what work is sought, support offered to those who came for work.

Enters: nothing. Leaves: the facts of a client's own stream, but for placements and mentoring. They must not know how
somebody is matched.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Personal, Value


class WorkWish(Value):
    """The work somebody seeks: branches, what they can do besides what was mapped, how far they can go each day."""

    sectors: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: dict[str, str] = Field(default_factory=dict)
    furthest_km: int | None = None


class SkillCodes(Value):
    """The skills that a mapping has found, by their codes."""

    codes: tuple[str, ...]


class LanguageLevel(Value):
    """A level of the CEFR ("B1.1")."""

    level: str


class SupportAnswer(Value):
    """Whether the client wants what was offered."""

    accepted: bool


class ClientKnown(CaseEvent, version=1):
    """Activities knows whose case it is."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]


class ClientMoved(CaseEvent, version=1):
    """The case belongs to another municipality now."""

    municipality: Annotated[Municipality, Clear("routing and scope")]


class WorkSought(CaseEvent, version=1, effective="sought_on"):
    """The client seeks work; the newest wish holds."""

    sought_on: Annotated[date, Clear("the day of the talk")]
    wish: Personal[WorkWish]


class SkillsNoted(CaseEvent, version=1):
    """The skills that the assessment's mapping has found, for matching."""

    skills: Personal[SkillCodes]


class LevelNoted(CaseEvent, version=1):
    """The language level that a test has found, for matching."""

    language: Annotated[str, Clear("which national language was tested")]
    level: Personal[LanguageLevel]


class SupportOffered(CaseEvent, version=1, effective="offered_on"):
    """A service of the directory was offered to somebody who came for work and has no wider support."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    service_id: Annotated[UUID, Clear("routing: the service")]
    offered_on: Annotated[date, Clear("the day of the talk")]


class SupportAnswered(CaseEvent, version=1, effective="answered_on"):
    """The client has said whether it is wanted."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    answered_on: Annotated[date, Clear("the day of the talk")]
    answer: Personal[SupportAnswer]
