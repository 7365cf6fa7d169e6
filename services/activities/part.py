"""A client's part in groups, as the case's own stream has it: what a group's stream has said of the client, said again.

Read from top to bottom, as `domain` is. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.events.activities import AttendanceNoted, PlaceGiven, PlaceRefused, Presence, QueueNumberGiven
from shared.events.codec import Recorded
from shared.events.model import Event, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotePlace:
    """A group has given the client a place."""

    group: UUID
    referral: UUID


@dataclass(frozen=True, slots=True)
class NoteQueueNumber:
    """A group has given the client a number in its queue."""

    group: UUID
    referral: UUID
    number: int


@dataclass(frozen=True, slots=True)
class NoteRefusal:
    """There is no such group as the client was referred to."""

    group: UUID
    referral: UUID


@dataclass(frozen=True, slots=True)
class NoteAttendance:
    """A group has recorded whether the client was at a session."""

    group: UUID
    referral: UUID
    session: UUID
    held_on: date
    person_id: UUID
    present: bool


Command: TypeAlias = NotePlace | NoteQueueNumber | NoteRefusal | NoteAttendance

# --- how it can stand -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What groups have said: `queued`, `placed` and `refused` are referrals, `noted` sessions with their referrals."""

    queued: frozenset[UUID] = frozenset()
    placed: frozenset[UUID] = frozenset()
    refused: frozenset[UUID] = frozenset()
    noted: frozenset[tuple[UUID, UUID]] = frozenset()


# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, part: Part) -> Sequence[Event]:
    """The same fact in the case's stream; none where it stands there already. Nothing is refused: it has happened."""
    match command:
        case NotePlace(group, referral):
            return [] if referral in part.placed else [PlaceGiven(group=group, referral=referral)]
        case NoteQueueNumber(group, referral, number):
            if referral in part.queued | part.placed:
                return []
            return [QueueNumberGiven(group=group, referral=referral, number=number)]
        case NoteRefusal(group, referral):
            return [] if referral in part.refused else [PlaceRefused(group=group, referral=referral)]
        case NoteAttendance(group, referral, session, held_on, person, present):
            if (session, referral) in part.noted:
                return []
            attendance = Personal(person, Presence(present=present))
            return [
                AttendanceNoted(group=group, referral=referral, session=session, held_on=held_on, attendance=attendance)
            ]
    assert_never(command)


# --- how a fact moves it on -------------------------------------------------------------------------------------------

INITIAL: Final = Part()


def evolve(part: Part, recorded: Recorded[Event]) -> Part:
    """The client's part in groups after a fact."""
    match recorded.event, part:
        case QueueNumberGiven() as fact, Part():
            return replace(part, queued=part.queued | {fact.referral})
        case PlaceGiven() as fact, Part():
            return replace(part, placed=part.placed | {fact.referral})
        case PlaceRefused() as fact, Part():
            return replace(part, refused=part.refused | {fact.referral})
        case AttendanceNoted() as fact, Part():
            return replace(part, noted=part.noted | {(fact.session, fact.referral)})
    raise ValueError(f"{recorded.head.type} is no fact about a client's part in groups")
