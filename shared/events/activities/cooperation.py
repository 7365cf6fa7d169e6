"""Events of cooperation, monitoring and stakeholder groups: members, meetings, what was agreed, what is needed.

Enters: nothing. Leaves: such a group's facts. They must not name persons: members are organisations, and minutes, which
may, are sealed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.texts import Owner, PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, FreeText, Personal, Value


class GroupKind(StrEnum):
    COOPERATION = "cooperation"
    MONITORING = "monitoring"
    STAKEHOLDER = "stakeholder"


class MemberKind(StrEnum):
    MUNICIPALITY = "municipality"
    THIRD_SECTOR = "third_sector"
    ENTREPRENEUR = "entrepreneur"
    RECEPTION_CENTRE = "reception_centre"
    CONGREGATION = "congregation"
    EDUCATION = "education"
    EMPLOYMENT_SERVICES = "employment_services"
    WELLBEING_COUNTY = "wellbeing_county"
    RESIDENTS = "residents"
    RESEARCH = "research"
    OTHER = "other"


class NeedStatus(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under_way"
    MET = "met"
    DROPPED = "dropped"


class AgreedAction(Value):
    """What somebody undertook at a meeting; it is said in the action's stream next."""

    action: UUID
    municipality: str
    what: PublishedText
    owner: Owner
    due_on: date


class CooperationGroupFormed(Event, version=1, effective="formed_on"):
    """A group is formed; it is to meet so many times a year."""

    municipality: Annotated[Municipality, Clear("routing and scope: who convenes it")]
    municipalities: Annotated[tuple[str, ...], Clear("whom it serves, the convener included")]
    kind: Annotated[GroupKind, Clear("published")]
    title: Annotated[PublishedText, Clear("published: what it is called")]
    region: Annotated[str, Clear("published: the region's code")]
    meetings_a_year: Annotated[int, Clear("published: the rhythm")]
    formed_on: Annotated[date, Clear("published")]
    meet_by: Annotated[date, Clear("a calendar: the last day of the next part of the year")]


class MemberJoined(Event, version=1):
    """An organisation belongs to the group."""

    member: Annotated[UUID, Clear("an id that says nothing by itself")]
    organisation: Annotated[str, Clear("published: what it is called")]
    kind: Annotated[MemberKind, Clear("published")]


class MemberLeft(Event, version=1):
    """An organisation no longer belongs to the group."""

    member: Annotated[UUID, Clear("an id that says nothing by itself")]


class MeetingsPlanned(Event, version=1):
    """Days on which the group is to meet."""

    days: Annotated[tuple[date, ...], Clear("a calendar")]
    place: Annotated[str, Clear("where an organisation's meeting is")]


class MeetingHeld(Event, version=1, effective="held_on"):
    """The group met: who was there, what was decided, who undertook what, which needs and practices were reviewed."""

    meeting: Annotated[UUID, Clear("an id that says nothing by itself")]
    held_on: Annotated[date, Clear("published")]
    present: Annotated[tuple[UUID, ...], Clear("members: organisations")]
    decisions: Annotated[tuple[PublishedText, ...], Clear("about nobody")]
    actions: Annotated[tuple[AgreedAction, ...], Clear("what organisations do")]
    practices: Annotated[tuple[UUID, ...], Clear("ids of published practices that were reviewed")]
    meet_by: Annotated[date, Clear("a calendar: the last day of the next part of the year")]
    minutes: Personal[FreeText] | None = None


class NeedRaised(Event, version=1):
    """Something that the region lacks, with its owner."""

    need: Annotated[UUID, Clear("an id that says nothing by itself")]
    what: Annotated[PublishedText, Clear("about nobody")]
    owner: Annotated[Owner, Clear("an organisation or a function")]


class NeedReviewed(Event, version=1, effective="reviewed_on"):
    """How a need stands, and who answers for it now."""

    need: Annotated[UUID, Clear("an id that says nothing by itself")]
    status: Annotated[NeedStatus, Clear("how it stands")]
    owner: Annotated[Owner, Clear("an organisation or a function")]
    reviewed_on: Annotated[date, Clear("published")]


class QuarterMissed(Event, version=1, effective="ended_on"):
    """A part of the year in which the group was to meet has ended without a meeting."""

    began_on: Annotated[date, Clear("a calendar")]
    ended_on: Annotated[date, Clear("a calendar")]
    meet_by: Annotated[date, Clear("a calendar: the last day of the next part of the year")]
