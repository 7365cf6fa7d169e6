"""What a group may do: it opens, takes referrals while it has places, queues the rest, meets, and frees places again.

Read from top to bottom: what can be asked (commands), what is decided, how a fact moves things on; how things can
stand is in `standing`. Pure: days, ids and the languages required come in on the command. A fact about a place belongs
to a group and to a case: the group's stream says it first, then, by a reaction, the case's (`part`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.season import domain as season
from services.activities.standing import (
    Full,
    Group,
    Guest,
    NotOpen,
    Participant,
    State,
    WithPlaces,
    of,
    waiting,
    with_one,
    without,
)
from shared.errors import Refused
from shared.events.activities import (
    AttendanceRecorded,
    GroupName,
    GroupOpened,
    ParticipantEnrolled,
    ParticipantQueued,
    ParticipantWithdrew,
    Presence,
    ReferralTurnedAway,
    SessionHeld,
)
from shared.events.activities.groups import GuestEnrolled, GuestKind, GuestQueued, GuestWithdrew
from shared.events.codec import Recorded
from shared.events.model import Event, Personal
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.texts import Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A municipality opens a group; its title must be said in every language that is `required` there."""

    municipality: str
    title: LocalisedText
    required: tuple[Language, ...]
    language: str
    places: int
    starts_on: date


@dataclass(frozen=True, slots=True)
class TakeReferral:
    """Somebody is referred to the group, which `provider` is said to run."""

    provider: str
    case: UUID
    person_id: UUID
    referral: UUID


@dataclass(frozen=True, slots=True)
class FreePlace:
    """The referral was declined or has come to its end: its place, or its number in the queue, is no longer needed."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class HoldSession:
    """The group has met."""

    municipality: str
    session: UUID
    held_on: date
    today: date


@dataclass(frozen=True, slots=True)
class Attended:
    """Whether the person of this case was at the session."""

    case: UUID
    present: bool


@dataclass(frozen=True, slots=True)
class RecordAttendance:
    """The leader has called the roll of a session, or a part of it."""

    municipality: str
    session: UUID
    roll: tuple[Attended, ...]


@dataclass(frozen=True, slots=True)
class TakeGuest:
    """Somebody without a case would like a place; the pseudonym is all that is known."""

    municipality: str
    guest: UUID
    kind: GuestKind


@dataclass(frozen=True, slots=True)
class LeaveAsGuest:
    """A guest leaves the group or its queue."""

    municipality: str
    guest: UUID


Command: TypeAlias = (
    OpenGroup | TakeReferral | FreePlace | HoldSession | RecordAttendance | TakeGuest | LeaveAsGuest | season.Command
)

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, state: State) -> Sequence[Event]:  # noqa: PLR0911 - one for each command
    """The facts that a command makes of a group; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the group isn't the asking municipality's.
    """
    match command:
        case OpenGroup():
            return _open(command, state)
        case TakeReferral():
            return _take(command, state)
        case FreePlace(referral):
            return _free(referral, state)
        case HoldSession():
            return _hold(command, of(command.municipality, state))
        case RecordAttendance():
            return _record(command, of(command.municipality, state))
        case TakeGuest():
            return _take_guest(command, state)
        case LeaveAsGuest():
            of(command.municipality, state)
            return _free(command.guest, state)
        case _:
            group = of(command.municipality, state)
            return season.decide(
                command, group.season, starts_on=group.starts_on, held=group.sessions, people=group.people
            )


def _open(command: OpenGroup, state: State) -> Sequence[Event]:
    match state:
        case NotOpen():
            for language in missing_languages(command.title, command.required):
                raise Refused("group.title_language_missing", f"title.{language}")
            if command.places < 1:
                raise Refused("group.no_places", "places")
            return [
                GroupOpened(
                    municipality=command.municipality,
                    title=GroupName(fi=command.title.fi, sv=command.title.sv, en=command.title.en),
                    language=command.language,
                    places=command.places,
                    starts_on=command.starts_on,
                )
            ]
        case WithPlaces() | Full():
            raise Refused("group.already_open")
    assert_never(state)


def _take(command: TakeReferral, state: State) -> Sequence[Event]:
    match state:
        case WithPlaces(group) | Full(group) if command.referral in group.seen:
            return []
        case WithPlaces(group) if group.municipality == command.provider:
            return [_enrolled(_participant(command))]
        case Full(group) if group.municipality == command.provider:
            return [
                ParticipantQueued(
                    case=command.case,
                    person_id=command.person_id,
                    referral=command.referral,
                    number=group.numbers + 1,
                )
            ]
        case NotOpen() | WithPlaces() | Full():
            return [ReferralTurnedAway(case=command.case, person_id=command.person_id, referral=command.referral)]
    assert_never(state)


def _take_guest(command: TakeGuest, state: State) -> Sequence[Event]:
    group = of(command.municipality, state)
    if command.guest in group.seen:
        return []
    if isinstance(state, Full):
        return [GuestQueued(guest=command.guest, kind=command.kind, number=group.numbers + 1)]
    return [GuestEnrolled(guest=command.guest, kind=command.kind)]


def _free(referral: UUID, state: State) -> Sequence[Event]:
    match state:
        case NotOpen():
            return []
        case WithPlaces(group) | Full(group):
            if (leaver := group.taken.get(referral)) is not None:
                return [_withdrew(leaver), *(_enrolled(first) for first in _first_in(group.queue))]
            return [_withdrew(waiting) for waiting in group.queue.values() if waiting.referral == referral]
    assert_never(state)


def _hold(command: HoldSession, group: Group) -> Sequence[Event]:
    if (held_on := group.sessions.get(command.session)) is not None:
        if held_on != command.held_on:
            raise Refused("session.already_held", "held_on")
        return []
    if command.held_on > command.today:
        raise Refused("session.day_in_the_future", "held_on")
    if command.held_on < group.starts_on:
        raise Refused("session.before_the_group_starts", "held_on")
    return [SessionHeld(session=command.session, held_on=command.held_on)]


def _record(command: RecordAttendance, group: Group) -> Sequence[Event]:
    held_on = group.sessions.get(command.session)
    if held_on is None:
        raise Refused("access.not_found")
    by_case = {one.case: one for one in group.taken.values() if isinstance(one, Participant)}
    facts: list[Event] = []
    called = set(group.called)
    for number, line in enumerate(command.roll):
        participant = by_case.get(line.case)
        if participant is None:
            raise Refused("attendance.not_enrolled", f"attendance.{number}.case")
        if (command.session, participant.referral) in called:
            raise Refused("attendance.already_recorded", f"attendance.{number}.case")
        called.add((command.session, participant.referral))
        facts.append(
            AttendanceRecorded(
                session=command.session,
                held_on=held_on,
                case=participant.case,
                person_id=participant.person_id,
                referral=participant.referral,
                attendance=Personal(participant.person_id, Presence(present=line.present)),
            )
        )
    return facts


def _first_in(queue: Mapping[int, Participant | Guest]) -> Sequence[Participant | Guest]:
    return [queue[min(queue)]] if queue else []


def _participant(said: TakeReferral | ParticipantEnrolled | ParticipantQueued) -> Participant:
    return Participant(said.referral, said.case, said.person_id)


def _enrolled(one: Participant | Guest) -> ParticipantEnrolled | GuestEnrolled:
    if isinstance(one, Guest):
        return GuestEnrolled(guest=one.referral, kind=one.kind)
    return ParticipantEnrolled(case=one.case, person_id=one.person_id, referral=one.referral)


def _withdrew(one: Participant | Guest) -> ParticipantWithdrew | GuestWithdrew:
    if isinstance(one, Guest):
        return GuestWithdrew(guest=one.referral)
    return ParticipantWithdrew(case=one.case, person_id=one.person_id, referral=one.referral)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotOpen()


def evolve(state: State, recorded: Recorded[Event]) -> State:  # noqa: C901, PLR0911 - one for each kind of fact
    """The group after a fact."""
    match recorded.event, state:
        case GroupOpened() as fact, NotOpen():
            return WithPlaces(Group(fact.municipality, fact.places, fact.starts_on))
        case ReferralTurnedAway(), NotOpen():
            return state
        case (ParticipantEnrolled() | GuestEnrolled()) as fact, WithPlaces(group):
            after = with_one(_taking_part(fact), group)
            return Full(after) if len(after.taken) == after.places else WithPlaces(after)
        case (ParticipantQueued() | GuestQueued()) as fact, Full(group):
            return Full(waiting(fact.number, _taking_part(fact), group))
        case (ParticipantWithdrew() | GuestWithdrew()) as fact, Full(group) if _id_of(fact) not in group.taken:
            return Full(without(_id_of(fact), group))
        case (ParticipantWithdrew() | GuestWithdrew()) as fact, WithPlaces(group) | Full(group):
            return WithPlaces(without(_id_of(fact), group))
        case ReferralTurnedAway() as fact, WithPlaces(group) | Full(group):
            return replace(state, group=replace(group, seen=group.seen | {fact.referral}))
        case SessionHeld() as fact, WithPlaces(group) | Full(group):
            return replace(state, group=replace(group, sessions={**group.sessions, fact.session: fact.held_on}))
        case AttendanceRecorded() as fact, WithPlaces(group) | Full(group):
            return replace(state, group=replace(group, called=group.called | {(fact.session, fact.referral)}))
        case fact, WithPlaces(group) | Full(group) if isinstance(fact, season.FACTS):
            return replace(state, group=replace(group, season=season.evolve(group.season, fact)))
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")


def _taking_part(
    fact: ParticipantEnrolled | ParticipantQueued | GuestEnrolled | GuestQueued,
) -> Participant | Guest:
    if isinstance(fact, GuestEnrolled | GuestQueued):
        return Guest(fact.guest, fact.kind)
    return _participant(fact)


def _id_of(fact: ParticipantWithdrew | GuestWithdrew) -> UUID:
    return fact.guest if isinstance(fact, GuestWithdrew) else fact.referral
