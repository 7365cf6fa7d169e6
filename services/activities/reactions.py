"""What activities does when facts reach it: referrals become places or queue numbers, each said to the case too."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from services.activities.client import reactions as clients
from services.activities.cooperation import reactions as cooperation
from services.activities.domain import FreePlace, TakeReferral
from services.activities.part import Command as CaseCommand
from services.activities.part import NoteAttendance, NotePlace, NoteQueueNumber, NoteRefusal
from services.activities.wish import reactions as wishes
from services.activities.workshops import reactions as workshops
from shared.events import Event, Recorded
from shared.events.activities import (
    AttendanceRecorded,
    ParticipantEnrolled,
    ParticipantQueued,
    Presence,
    ReferralTurnedAway,
)
from shared.events.planning import ReferralCompleted, ReferralDeclined, ReferredToService
from shared.messaging.reactions import Ask, Reactions
from shared.protection import note_protections
from shared.regions.profiles import Profiles

reactions: Final = Reactions("activities")

clients.add_to(reactions)

wishes.add_to(reactions)
cooperation.add_to(reactions)
workshops.add_to(reactions)
note_protections(reactions)


@reactions.on(ReferredToService)
def take_referral(event: Recorded[ReferredToService], _: Profiles) -> list[Ask]:
    """A referral goes to the group it names, which gives a place, a queue number, or turns it away."""
    fact = event.event
    command = TakeReferral(fact.provider, event.head.key, fact.person_id, fact.referral)
    return [Ask(f"activities/group/{fact.group}", fact.group, command, fact.provider)]


@reactions.on(ReferralDeclined)
def free_place_declined(event: Recorded[ReferralDeclined], _: Profiles) -> list[Ask]:
    """Whoever doesn't come frees a place, or a number in the queue."""
    return _freed(event.event)


@reactions.on(ReferralCompleted)
def free_place_completed(event: Recorded[ReferralCompleted], _: Profiles) -> list[Ask]:
    """Whoever is done frees a place."""
    return _freed(event.event)


@reactions.on(ParticipantEnrolled)
def note_place(event: Recorded[ParticipantEnrolled], _: Profiles) -> list[Ask]:
    """The place is said in the case's stream too."""
    fact = event.event
    return [_to_case(event, fact.case, NotePlace(event.head.key, fact.referral))]


@reactions.on(ParticipantQueued)
def note_queue_number(event: Recorded[ParticipantQueued], _: Profiles) -> list[Ask]:
    """The queue number is said in the case's stream too."""
    fact = event.event
    return [_to_case(event, fact.case, NoteQueueNumber(event.head.key, fact.referral, fact.number))]


@reactions.on(ReferralTurnedAway)
def note_refusal(event: Recorded[ReferralTurnedAway], _: Profiles) -> list[Ask]:
    """That there is no such group is said in the case's stream too."""
    fact = event.event
    return [_to_case(event, fact.case, NoteRefusal(event.head.key, fact.referral))]


@reactions.on(AttendanceRecorded)
def note_attendance(event: Recorded[AttendanceRecorded], _: Profiles) -> list[Ask]:
    """The attendance is said in the case's stream too, sealed anew; what was erased meanwhile isn't."""
    fact = event.event
    match fact.attendance.value:
        case Presence(present=present):
            person = fact.attendance.subject
            note = NoteAttendance(event.head.key, fact.referral, fact.session, fact.held_on, person, present)
            return [_to_case(event, fact.case, note)]
        case _:
            return []


def _freed(fact: ReferralDeclined | ReferralCompleted) -> list[Ask]:
    return [Ask(f"activities/group/{fact.group}", fact.group, FreePlace(fact.referral), fact.provider)]


def _to_case(event: Recorded[Event], case: UUID, command: CaseCommand) -> Ask:
    """A command to activities' stream of the case, in the name of the municipality that runs the group."""
    return Ask(f"activities/case/{case}", case, command, event.head.municipality)
