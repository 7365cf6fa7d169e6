"""Vacancies: what an employer seeks, who is proposed and why, and what was decided.

Enters: nothing. Leaves: the facts about one vacancy. They must not know how a match is reckoned.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.directory import Organisation
from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Personal, Value


class Sector(StrEnum):
    """Branches of work, as the pilots' employers group them."""

    CARE = "care"
    INDUSTRY = "industry"
    CONSTRUCTION = "construction"
    FARMING = "farming"
    FOOD = "food"
    CLEANING = "cleaning"
    TRANSPORT = "transport"
    TRADE = "trade"
    HOSPITALITY = "hospitality"
    IT = "it"
    EDUCATION = "education"
    OFFICE = "office"
    OTHER = "other"


class LanguageDemand(Value):
    """A language (ISO 639-3) and the level of the CEFR that the work needs at least."""

    language: str
    level: str


class VacancyDetails(Value):
    """What is sought. `skills` are codes of the skills vocabulary, or words where it has none."""

    title: PublishedText
    sector: Sector
    skills: tuple[str, ...]
    languages: tuple[LanguageDemand, ...]
    places: int
    hours_a_week: int | None = None


class VacancyPosted(Event, version=1):
    """An employer seeks people."""

    municipality: Annotated[Municipality, Clear("routing: where the work is")]
    employer: Annotated[Organisation, Clear("published")]
    details: Annotated[VacancyDetails, Clear("published")]
    from_on: Annotated[date, Clear("published: when the work begins")]
    until: Annotated[date | None, Clear("published: the last day to apply")] = None


class Reason(Value):
    """One reason for or against a match: its text's code, and what the text is filled with."""

    code: str
    said: dict[str, str]


class MatchFound(Value):
    """How well somebody fits, of 100, and why."""

    score: int
    reasons: tuple[Reason, ...]


class DeclinedBy(StrEnum):
    """Who said no."""

    EMPLOYER = "employer"
    CANDIDATE = "client"


class DeclineCause(StrEnum):
    """Why somebody said no."""

    LANGUAGE = "language"
    SKILLS = "skills"
    DISTANCE = "distance"
    HOURS = "hours"
    PAY = "pay"
    OTHER_CHOSEN = "other"
    OWN_WISH = "wish"


class DeclinedFor(Value):
    """Who said no, and why."""

    by: DeclinedBy
    cause: DeclineCause


class CandidateProposed(Event, version=1):
    """A person has proposed somebody, having seen the reasons."""

    candidacy: Annotated[UUID, Clear("an id that says nothing by itself")]
    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    proposed_by: Annotated[Municipality, Clear("routing: whose client it is")]
    match: Personal[MatchFound]


class CandidateAccepted(Event, version=1, effective="decided_on"):
    """The candidate and the employer have agreed."""

    candidacy: Annotated[UUID, Clear("an id that says nothing by itself")]
    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    decided_on: Annotated[date, Clear("the day of the decision")]


class CandidateDeclined(Event, version=1, effective="decided_on"):
    """The candidate or the employer has said no, with a reason."""

    candidacy: Annotated[UUID, Clear("an id that says nothing by itself")]
    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    decided_on: Annotated[date, Clear("the day of the decision")]
    declined: Personal[DeclinedFor]


class VacancyPlaceTaken(Event, version=1):
    """A placement has begun: it has one of the vacancy's places."""

    placement: Annotated[UUID, Clear("an id that says nothing by itself")]
    case: Annotated[UUID, Clear("routing: the case it was said in first")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]


class VacancyPlaceFreed(Event, version=1):
    """The placement is over: its place is free again."""

    placement: Annotated[UUID, Clear("an id that says nothing by itself")]
    case: Annotated[UUID, Clear("routing: the case it was said in first")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]


class VacancyClosed(Event, version=1, effective="closed_on"):
    """Nobody is sought any more."""

    closed_on: Annotated[date, Clear("published")]
