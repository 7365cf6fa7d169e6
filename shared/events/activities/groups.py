"""What groups grew by: wishes, guests without a case, season plans, headcounts, co-organisers, and effect.

Enters: nothing. Leaves: facts about groups, and about wishes. Who is behind a guest's id nobody knows.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.directory import Need, Organisation
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, FreeText, Personal, Value


class GuestKind(StrEnum):
    """Who takes part without a case."""

    NEWCOMER = "newcomer"
    LONG_TIME = "long_time_resident"


class GuestEnrolled(Event, version=1):
    """Somebody without a case has a place."""

    guest: Annotated[UUID, Clear("a pseudonym that nobody keeps a key to")]
    kind: Annotated[GuestKind, Clear("a count")]


class GuestQueued(Event, version=1):
    """The group is full; the guest waits in the same queue as everybody."""

    guest: Annotated[UUID, Clear("a pseudonym that nobody keeps a key to")]
    kind: Annotated[GuestKind, Clear("a count")]
    number: Annotated[int, Clear("a place in a queue")]


class GuestWithdrew(Event, version=1):
    """The guest has left the group or its queue."""

    guest: Annotated[UUID, Clear("a pseudonym that nobody keeps a key to")]


class SessionPlan(Value):
    """What is planned: when ("17:30", Helsinki time), where, who leads (a function or organisation, never a name).

    `transport` says how one gets there, `cents` what it costs; 0 where it is free.
    """

    on: date
    begins: str
    place: str
    leader: str
    transport: str | None = None
    cents: int = 0


class SessionPlanned(Event, version=1):
    """The season's plan has one more session."""

    session: Annotated[UUID, Clear("an id that says nothing by itself")]
    plan: Annotated[SessionPlan, Clear("published")]


class HeadcountRecorded(Event, version=1, effective="held_on"):
    """How many were at a session, whoever they were."""

    session: Annotated[UUID, Clear("an id that says nothing by itself")]
    held_on: Annotated[date, Clear("published")]
    people: Annotated[int, Clear("a count")]
    long_time_residents: Annotated[int, Clear("a count")]


class CoOrganiserJoined(Event, version=1):
    """Another organisation runs the group too."""

    organiser: Annotated[Organisation, Clear("published")]


class WishesAnswered(Event, version=1):
    """The group was planned from these wishes."""

    wishes: Annotated[tuple[UUID, ...], Clear("ids that say nothing by themselves")]


class Phase(StrEnum):
    """When somebody rates themselves."""

    BEFORE = "before"
    AFTER = "after"


class Ratings(Value):
    """How somebody rates themselves, 1 (weak) to 5 (strong)."""

    language: int
    inclusion: int
    work_ability: int
    digital: int


class EffectRated(Event, version=1, effective="rated_on"):
    """A participant has rated themselves before the group or after it; sealed for that person alone."""

    participant: Annotated[UUID, Clear("the referral or the guest: an id that says nothing by itself")]
    phase: Annotated[Phase, Clear("a count")]
    rated_on: Annotated[date, Clear("the day of the form")]
    ratings: Personal[Ratings]


class WishExpressed(Event, version=1):
    """Somebody wishes for something to do together; of a case, or of nobody who is known."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    need: Annotated[Need, Clear("a count")]
    language: Annotated[str | None, Clear("a count: the language it should be in, ISO 639-3")] = None
    case: Annotated[UUID | None, Clear("routing: whose wish it is")] = None
    text: Personal[FreeText] | None = None


class WishTakenUp(Event, version=1):
    """A group was planned from the wish."""

    group: Annotated[UUID, Clear("routing")]
