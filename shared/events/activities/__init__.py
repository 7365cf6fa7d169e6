"""Activities' events: groups, places, queues, sessions, attendance.

An enrolment belongs to a group and to a case: it is said in the group's stream first, then, by a reaction, in the
case's stream.

Enters: nothing. Leaves: activities' facts about groups (here), and about what else it records (a module each). They
must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Event, Personal, Value
from shared.events.protection import Noted


class GroupName(Value):
    """A published name; both languages where the municipality is bilingual."""

    fi: str | None = None
    sv: str | None = None
    en: str | None = None


class Presence(Value):
    """Whether a participant was there."""

    present: bool


class GroupOpened(Event, version=1, effective="starts_on"):
    """A group takes participants."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    title: Annotated[GroupName, Clear("published")]
    language: Annotated[str, Clear("published: the group's working language, ISO 639-3")]
    places: Annotated[int, Clear("published")]
    starts_on: Annotated[date, Clear("published")]


class ParticipantEnrolled(Event, version=1):
    """A person has a place in the group."""

    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]


class ParticipantQueued(Event, version=1):
    """The group is full; the person waits in its queue. No number is given twice in a group; the lowest goes first."""

    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    number: Annotated[int, Clear("a place in a queue")]


class ParticipantWithdrew(Event, version=1):
    """A person has left the group or its queue: the referral was declined, or came to its end. A place becomes free."""

    case: Annotated[UUID, Clear("routing: whose it was")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]


class ReferralTurnedAway(Event, version=1):
    """Somebody was referred to a group that isn't there, or isn't run by the municipality that was named."""

    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]


class SessionHeld(Event, version=1, effective="held_on"):
    """The group met."""

    session: Annotated[UUID, Clear("an id that says nothing by itself")]
    held_on: Annotated[date, Clear("published")]


class AttendanceRecorded(Event, version=1, effective="held_on"):
    """Whether a participant was at a session."""

    session: Annotated[UUID, Clear("an id that says nothing by itself")]
    held_on: Annotated[date, Clear("published")]
    case: Annotated[UUID, Clear("routing: the case it is said in next")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    attendance: Personal[Presence]


class PlaceGiven(CaseEvent, version=1):
    """The case's side of an enrolment."""

    group: Annotated[UUID, Clear("routing")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]


class QueueNumberGiven(CaseEvent, version=1):
    """The case's side of a place in a queue."""

    group: Annotated[UUID, Clear("routing")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    number: Annotated[int, Clear("a place in a queue")]


class PlaceRefused(CaseEvent, version=1):
    """The case's side of a referral that was turned away: there is no such group."""

    group: Annotated[UUID, Clear("routing")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]


class AttendanceNoted(CaseEvent, version=1, effective="held_on"):
    """The case's side of an attendance."""

    group: Annotated[UUID, Clear("routing")]
    referral: Annotated[UUID, Clear("an id that says nothing by itself")]
    session: Annotated[UUID, Clear("an id that says nothing by itself")]
    held_on: Annotated[date, Clear("published")]
    attendance: Personal[Presence]


class ProtectionNoted(Noted, version=1):
    """Activities keeps a protected case from all who are not entitled to it, or no longer has to."""
