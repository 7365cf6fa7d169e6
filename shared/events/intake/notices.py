"""Intake's events about early notices: somebody tells the municipality that people will come, and it prepares.

Enters: nothing. Leaves: the facts of a notice (`intake/notice/<notice>`), which name nobody who comes. They must not
know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import Clear, Event, FreeText, Personal, Value


class NoticeSource(StrEnum):
    """Who tells of arrivals to come."""

    EMPLOYER = "employer"
    RECEPTION_CENTRE = "reception_centre"
    OTHER = "other"


class Sector(StrEnum):
    """What the people come for: the trade they will work in, or that they come as residents without work yet."""

    AGRICULTURE = "agriculture"
    GREENHOUSES = "greenhouses"
    MANUFACTURING = "manufacturing"
    FOOD = "food"
    CONSTRUCTION = "construction"
    TRANSPORT = "transport"
    CARE = "care"
    SERVICES = "services"
    TECHNOLOGY = "technology"
    OTHER = "other"
    NO_WORK = "no_work"


class Preparation(StrEnum):
    """What a municipality prepares before people come; `deploy/regions` has no list of its own, so all have this."""

    HOUSING = "housing"
    SCHOOL = "school"
    DAY_CARE = "day_care"
    HEALTH = "health"
    LANGUAGE = "language"
    GUIDANCE = "guidance"
    CONTACT_PERSON = "contact_person"


class NoticeContact(Value):
    """Who told, and how to reach them. The phone number is E.164."""

    organisation: str = Field(max_length=200)
    name: str = Field(max_length=200)
    phone: str | None = None
    email: str | None = None


_ID = Clear("an id that says nothing by itself")
_PLACE = Clear("routing and scope")


class ArrivalNoticeReceived(Event, version=1, effective="received_on"):
    """An employer or a reception centre has told of arrivals to come."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    source: Annotated[NoticeSource, Clear("what kind of organisation told, not which")]
    persons: Annotated[int, Clear("how many are expected; none of them is named")] = Field(ge=1)
    sector: Annotated[Sector, Clear("what is to be prepared depends on it")]
    languages: Annotated[tuple[str, ...], Clear("what is to be prepared depends on them")]
    expected_on: Annotated[date, Clear("the time that is left to prepare")]
    received_on: Annotated[date, Clear("lead time is counted from it")]
    contact: Personal[NoticeContact]
    note: Personal[FreeText] | None = None


class ArrivalNoticeAcknowledged(Event, version=1, effective="acknowledged_on"):
    """The municipality has taken the notice up."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    acknowledged_on: Annotated[date, Clear("how soon the municipality answered")]


class ArrivalNoticeWithdrawn(Event, version=1):
    """Nobody comes after all."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]


class PreparationAgreed(Event, version=1):
    """Something is to be ready by a day."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    task: Annotated[UUID, _ID]
    kind: Annotated[Preparation, Clear("what is prepared, for nobody by name")]
    due_on: Annotated[date, Clear("a deadline")]


class PreparationAssigned(Event, version=1):
    """Somebody answers for a task, by a day."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    task: Annotated[UUID, _ID]
    due_on: Annotated[date, Clear("a deadline")]
    owner: Personal[FreeText]


class PreparationDone(Event, version=1, effective="done_on"):
    """A task is done."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    task: Annotated[UUID, _ID]
    done_on: Annotated[date, Clear("a deadline was met by it")]


class ArrivalPrepared(Event, version=1, effective="prepared_on"):
    """Everything is ready: the last task is done."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    prepared_on: Annotated[date, Clear("whether it was in time")]


class NoticedPersonArrived(Event, version=1, effective="arrived_on"):
    """One of those that the notice told of has come, and has a case."""

    notice: Annotated[UUID, _ID]
    municipality: Annotated[Municipality, _PLACE]
    case: Annotated[UUID, _ID]
    arrived_on: Annotated[date, Clear("deadlines run from it")]
