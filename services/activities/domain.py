"""What a group may do: it opens, takes referrals while it has places, queues the rest, meets, and frees places again.

Read from top to bottom: what can be asked (commands), how things can stand (states), what is decided, how a fact moves
things on. Pure: days, ids and the languages required come in on the command. A fact about a place belongs to a group
and to a case: the group's stream says it first (`decide`, `evolve`), then, by a reaction, the case's (`decide_case`,
`evolve_case`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.season import domain as season
from services.activities.season.domain import Season
from shared.errors import Refused
from shared.events.activities import (
    AttendanceNoted,
    AttendanceRecorded,
    GroupName,
    GroupOpened,
    ParticipantEnrolled,
    ParticipantQueued,
    ParticipantWithdrew,
    PlaceGiven,
    PlaceRefused,
    Presence,
    QueueNumberGiven,
    ReferralTurnedAway,
    SessionHeld,
)
from shared.events.activities.groups import GuestEnrolled, GuestKind, GuestQueued, GuestWithdrew
from shared.events.codec import Recorded
from shared.events.model import Event, Personal
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.texts import Language

# --- what can be asked of a group -------------------------------------------------------------------------------------


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

# --- how a group can stand --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participant:
    """Who is meant by a referral to the group."""

    referral: UUID
    case: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without a case; `referral` is the guest's pseudonym, which stands where a referral's id does."""

    referral: UUID
    kind: GuestKind

    @property
    def person_id(self) -> UUID:
        return self.referral


@dataclass(frozen=True, slots=True)
class Group:
    """What every group has, with places left or not.

    `taken` are the places given, `queue` those who wait, by their number; `numbers` is the last number given. `seen`
    are all referrals there ever were, `called` who has been called the roll at which session, and `people` whose every
    place was that was ever given: a person's, or a guest's pseudonym; `cases` is whose case, where there is one.
    """

    municipality: str
    places: int
    starts_on: date
    taken: Mapping[UUID, Participant | Guest] = field(default_factory=dict)
    queue: Mapping[int, Participant | Guest] = field(default_factory=dict)
    numbers: int = 0
    seen: frozenset[UUID] = frozenset()
    sessions: Mapping[UUID, date] = field(default_factory=dict)
    called: frozenset[tuple[UUID, UUID]] = frozenset()
    people: Mapping[UUID, UUID] = field(default_factory=dict)
    cases: Mapping[UUID, UUID] = field(default_factory=dict)
    season: Season = field(default_factory=Season)


@dataclass(frozen=True, slots=True)
class NotOpen:
    """There is no such group."""


@dataclass(frozen=True, slots=True)
class WithPlaces:
    """The group has a place to give."""

    group: Group


@dataclass(frozen=True, slots=True)
class Full:
    """Every place is taken."""

    group: Group


Open: TypeAlias = WithPlaces | Full
State: TypeAlias = NotOpen | Open

# --- what a group decides ---------------------------------------------------------------------------------------------


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
            return _hold(command, _of(command.municipality, state))
        case RecordAttendance():
            return _record(command, _of(command.municipality, state))
        case TakeGuest():
            return _take_guest(command, state)
        case LeaveAsGuest():
            _of(command.municipality, state)
            return _free(command.guest, state)
        case _:
            group = _of(command.municipality, state)
            return season.decide(
                command, group.season, starts_on=group.starts_on, held=group.sessions, people=group.people
            )


def _of(municipality: str, state: State) -> Group:
    """The group, if it is this municipality's; else it is not to be told from one that does not exist."""
    match state:
        case NotOpen():
            raise Refused("access.not_found")
        case WithPlaces(group) | Full(group):
            if group.municipality != municipality:
                raise Refused("access.not_found")
            return group
    assert_never(state)


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
    group = _of(command.municipality, state)
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


# --- how a fact moves a group on --------------------------------------------------------------------------------------

INITIAL: Final = NotOpen()


def evolve(state: State, recorded: Recorded[Event]) -> State:  # noqa: C901, PLR0911 - one for each kind of fact
    """The group after a fact."""
    match recorded.event, state:
        case GroupOpened() as fact, NotOpen():
            return WithPlaces(Group(fact.municipality, fact.places, fact.starts_on))
        case ReferralTurnedAway(), NotOpen():
            return state
        case (ParticipantEnrolled() | GuestEnrolled()) as fact, WithPlaces(group):
            after = _with(_taking_part(fact), group)
            return Full(after) if len(after.taken) == after.places else WithPlaces(after)
        case (ParticipantQueued() | GuestQueued()) as fact, Full(group):
            return Full(_waiting(fact.number, _taking_part(fact), group))
        case (ParticipantWithdrew() | GuestWithdrew()) as fact, Full(group) if _id_of(fact) not in group.taken:
            return Full(_without(_id_of(fact), group))
        case (ParticipantWithdrew() | GuestWithdrew()) as fact, WithPlaces(group) | Full(group):
            return WithPlaces(_without(_id_of(fact), group))
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


def _with(one: Participant | Guest, group: Group) -> Group:
    """The group with one more who takes part, and no longer waits."""
    taken = {**group.taken, one.referral: one}
    queue = {number: other for number, other in group.queue.items() if other.referral != one.referral}
    people = {**group.people, one.referral: one.person_id}
    cases = {**group.cases, one.referral: one.case} if isinstance(one, Participant) else group.cases
    return replace(group, taken=taken, queue=queue, seen=group.seen | {one.referral}, people=people, cases=cases)


def _waiting(number: int, one: Participant | Guest, group: Group) -> Group:
    return replace(group, queue={**group.queue, number: one}, numbers=number, seen=group.seen | {one.referral})


def _without(referral: UUID, group: Group) -> Group:
    taken = {other: one for other, one in group.taken.items() if other != referral}
    queue = {number: one for number, one in group.queue.items() if one.referral != referral}
    return replace(group, taken=taken, queue=queue)


# --- the case's side: what can be asked, how it can stand, what is decided, how a fact moves it on --------------------


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


CaseCommand: TypeAlias = NotePlace | NoteQueueNumber | NoteRefusal | NoteAttendance


@dataclass(frozen=True, slots=True)
class Part:
    """What groups have said: `queued`, `placed` and `refused` are referrals, `noted` sessions with their referrals."""

    queued: frozenset[UUID] = frozenset()
    placed: frozenset[UUID] = frozenset()
    refused: frozenset[UUID] = frozenset()
    noted: frozenset[tuple[UUID, UUID]] = frozenset()


CaseState: TypeAlias = Part


def decide_case(command: CaseCommand, part: CaseState) -> Sequence[Event]:
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


INITIAL_CASE: Final = Part()


def evolve_case(part: CaseState, recorded: Recorded[Event]) -> CaseState:
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
