"""What a cooperation, monitoring or stakeholder group does: members, meetings, decisions, actions, needs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.cooperation.rhythm import RHYTHMS, Every, next_after, part_of, repeated
from services.activities.wording import as_published
from shared.errors import Refused
from shared.events.activities.cooperation import (
    AgreedAction,
    CooperationGroupFormed,
    GroupKind,
    MeetingHeld,
    MeetingsPlanned,
    MemberJoined,
    MemberKind,
    MemberLeft,
    NeedRaised,
    NeedReviewed,
    NeedStatus,
    QuarterMissed,
)
from shared.events.activities.texts import Owner
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal
from shared.regions.localised import LocalisedText

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A municipality convenes a group that serves it, and others where it does."""

    municipality: str
    municipalities: tuple[str, ...]
    kind: GroupKind
    name: LocalisedText
    region: str
    meetings_a_year: int
    formed_on: date
    today: date


@dataclass(frozen=True, slots=True)
class Join:
    """An organisation becomes a member."""

    municipality: str
    member: UUID
    name: str
    kind: MemberKind


@dataclass(frozen=True, slots=True)
class Leave:
    """An organisation is a member no more."""

    municipality: str
    member: UUID


@dataclass(frozen=True, slots=True)
class PlanMeetings:
    """The group is to meet on a day, and again every month, quarter or half year."""

    municipality: str
    first: date
    every: Every
    times: int
    place: str
    today: date


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What somebody undertakes at a meeting."""

    action: UUID
    municipality: str
    what: LocalisedText
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """The group has met. `minutes` may name people, and are sealed."""

    municipality: str
    meeting: UUID
    held_on: date
    present: tuple[UUID, ...]
    decisions: tuple[LocalisedText, ...]
    undertakings: tuple[Undertaking, ...]
    practices: tuple[UUID, ...]
    minutes: str | None
    today: date


@dataclass(frozen=True, slots=True)
class RaiseNeed:
    """Something the region lacks."""

    municipality: str
    need: UUID
    what: LocalisedText
    owner: str


@dataclass(frozen=True, slots=True)
class ReviewNeed:
    """How a need stands now, and who answers for it."""

    municipality: str
    need: UUID
    status: NeedStatus
    owner: str | None
    reviewed_on: date
    today: date


@dataclass(frozen=True, slots=True)
class EndOfPart:
    """The part of the year that this day is in is over: the agenda says so."""

    day: date


OfAGroup: TypeAlias = Join | Leave | PlanMeetings | HoldMeeting | RaiseNeed | ReviewNeed
Command: TypeAlias = FormGroup | OfAGroup | EndOfPart

# --- how a group can stand --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotFormed:
    """There is no such group."""


@dataclass(frozen=True, slots=True)
class Formed:
    """`needs`: each need's owner; `met_on` every day it met; `missed` the days on which missed parts began."""

    municipality: str
    municipalities: tuple[str, ...]
    meetings_a_year: int
    formed_on: date
    members: Mapping[UUID, str] = field(default_factory=dict)
    met_on: frozenset[date] = frozenset()
    missed: frozenset[date] = frozenset()
    needs: Mapping[UUID, Owner] = field(default_factory=dict)


State: TypeAlias = NotFormed | Formed
INITIAL: Final = NotFormed()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a group.

    Raises:
        Refused: the answer is no; `access.not_found` where the group isn't the asking municipality's.
    """
    match command:
        case FormGroup():
            return _form(command, state)
        case EndOfPart():
            return _missed(command, state)
        case Join() | Leave() | PlanMeetings() | HoldMeeting() | RaiseNeed() | ReviewNeed():
            match state:
                case Formed() if state.municipality == command.municipality:
                    return _go_on(command, state)
                case NotFormed() | Formed():
                    raise Refused("access.not_found")
    assert_never(command)


def _go_on(
    command: Join | Leave | PlanMeetings | HoldMeeting | RaiseNeed | ReviewNeed, group: Formed
) -> Sequence[Event]:
    match command:
        case Join():
            return _join(command, group)
        case Leave():
            if command.member not in group.members:
                raise Refused("access.not_found")
            return [MemberLeft(member=command.member)]
        case PlanMeetings():
            return _plan(command)
        case HoldMeeting():
            return _hold(command, group)
        case RaiseNeed():
            owner = Owner(name=command.owner)
            return [NeedRaised(need=command.need, what=as_published(command.what), owner=owner)]
        case ReviewNeed():
            return _review(command, group)
    assert_never(command)


def _form(command: FormGroup, state: State) -> Sequence[Event]:
    if isinstance(state, Formed):
        raise Refused("cooperation.formed_already")
    if command.meetings_a_year not in RHYTHMS:
        raise Refused("cooperation.no_such_rhythm", "meetings_a_year")
    if command.formed_on > command.today:
        raise Refused("cooperation.formed_in_the_future", "formed_on")
    return [
        CooperationGroupFormed(
            municipality=command.municipality,
            municipalities=tuple(dict.fromkeys((command.municipality, *command.municipalities))),
            kind=command.kind,
            title=as_published(command.name),
            region=command.region,
            meetings_a_year=command.meetings_a_year,
            formed_on=command.formed_on,
            meet_by=_meet_by(command.formed_on, command.meetings_a_year),
        )
    ]


def _meet_by(day: date, meetings_a_year: int) -> date:
    """The last day of the part of the year that follows the one that the day is in."""
    return next_after(part_of(day, meetings_a_year), meetings_a_year).ended_on


def _join(command: Join, group: Formed) -> Sequence[Event]:
    if command.name.casefold() in {name.casefold() for name in group.members.values()}:
        raise Refused("cooperation.member_already", "name")
    return [MemberJoined(member=command.member, organisation=command.name, kind=command.kind)]


def _plan(command: PlanMeetings) -> Sequence[Event]:
    if command.first < command.today:
        raise Refused("cooperation.planned_in_the_past", "first")
    days = tuple(repeated(command.first, command.every, command.times))
    return [MeetingsPlanned(days=days, place=command.place)]


def _hold(command: HoldMeeting, group: Formed) -> Sequence[Event]:
    if command.held_on > command.today:
        raise Refused("cooperation.met_in_the_future", "held_on")
    if command.held_on < group.formed_on:
        raise Refused("cooperation.met_before_it_was_formed", "held_on")
    for number, member in enumerate(command.present):
        if member not in group.members:
            raise Refused("cooperation.not_a_member", f"present.{number}")
    for number, one in enumerate(command.undertakings):
        if one.municipality not in group.municipalities:
            raise Refused("cooperation.municipality_not_served", f"actions.{number}.municipality")
        if one.due_on < command.held_on:
            raise Refused("action.due_in_the_past", f"actions.{number}.due_on")
    return [
        MeetingHeld(
            meeting=command.meeting,
            held_on=command.held_on,
            present=tuple(dict.fromkeys(command.present)),
            decisions=tuple(as_published(decision) for decision in command.decisions),
            actions=tuple(_agreed(one) for one in command.undertakings),
            practices=tuple(dict.fromkeys(command.practices)),
            meet_by=_meet_by(command.held_on, group.meetings_a_year),
            minutes=_minutes(command),
        )
    ]


def _agreed(one: Undertaking) -> AgreedAction:
    return AgreedAction(
        action=one.action,
        municipality=one.municipality,
        what=as_published(one.what),
        owner=Owner(name=one.owner),
        due_on=one.due_on,
    )


def _minutes(command: HoldMeeting) -> Personal[FreeText] | None:
    """Minutes are a text of their own, under a key of their own: they may name anybody."""
    return None if command.minutes is None else Personal(command.meeting, FreeText(text=command.minutes))


def _review(command: ReviewNeed, group: Formed) -> Sequence[Event]:
    owner = group.needs.get(command.need)
    if owner is None:
        raise Refused("access.not_found")
    if command.reviewed_on > command.today:
        raise Refused("cooperation.reviewed_in_the_future", "reviewed_on")
    answers = owner if command.owner is None else Owner(name=command.owner)
    return [NeedReviewed(need=command.need, status=command.status, owner=answers, reviewed_on=command.reviewed_on)]


def _missed(command: EndOfPart, state: State) -> Sequence[Event]:
    """A part of the year without a meeting is said once; the part in which the group was formed does not count."""
    match state:
        case NotFormed():
            return []
        case Formed():
            part = part_of(command.day, state.meetings_a_year)
            met = any(part.began_on <= day <= part.ended_on for day in state.met_on)
            if met or part.began_on in state.missed or part.began_on <= state.formed_on:
                return []
            meet_by = _meet_by(part.ended_on, state.meetings_a_year)
            return [QuarterMissed(began_on=part.began_on, ended_on=part.ended_on, meet_by=meet_by)]
    assert_never(state)


# --- how a fact moves it on -------------------------------------------------------------------------------------------


def evolve(state: State, recorded: Recorded[Event]) -> State:  # noqa: PLR0911 - one for each kind of fact
    """The group after a fact."""
    match recorded.event, state:
        case CooperationGroupFormed() as fact, NotFormed():
            return Formed(fact.municipality, fact.municipalities, fact.meetings_a_year, fact.formed_on)
        case MemberJoined() as fact, Formed():
            return replace(state, members={**state.members, fact.member: fact.organisation})
        case MemberLeft() as fact, Formed():
            stay = {member: name for member, name in state.members.items() if member != fact.member}
            return replace(state, members=stay)
        case MeetingsPlanned(), Formed():
            return state
        case MeetingHeld() as fact, Formed():
            return replace(state, met_on=state.met_on | {fact.held_on})
        case QuarterMissed() as fact, Formed():
            return replace(state, missed=state.missed | {fact.began_on})
        case NeedRaised() | NeedReviewed() as fact, Formed():
            return replace(state, needs={**state.needs, fact.need: fact.owner})
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
