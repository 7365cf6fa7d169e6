"""What may be planned and measured of a group: sessions, wishes behind it, co-organisers, headcounts, ratings. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never, get_args
from uuid import UUID

from shared.errors import Refused
from shared.events.activities.directory import Organisation
from shared.events.activities.groups import (
    CoOrganiserJoined,
    EffectRated,
    HeadcountRecorded,
    Phase,
    Ratings,
    SessionPlan,
    SessionPlanned,
    WishesAnswered,
)
from shared.events.model import Event, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanSessions:
    """The season's sessions, each under an id that it is held by later."""

    municipality: str
    sessions: Mapping[UUID, SessionPlan]


@dataclass(frozen=True, slots=True)
class CountHeads:
    """So many were at a session, some of them long-time residents."""

    municipality: str
    session: UUID
    people: int
    long_time_residents: int


@dataclass(frozen=True, slots=True)
class AddOrganiser:
    """Another organisation runs the group too."""

    municipality: str
    organiser: Organisation


@dataclass(frozen=True, slots=True)
class AnswerWishes:
    """The group was planned from these wishes."""

    municipality: str
    wishes: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RateEffect:
    """A participant's own rating; `participant` is a referral or a guest."""

    municipality: str
    participant: UUID
    phase: Phase
    ratings: Ratings
    rated_on: date
    today: date


Command: TypeAlias = PlanSessions | CountHeads | AddOrganiser | AnswerWishes | RateEffect
Fact: TypeAlias = SessionPlanned | HeadcountRecorded | CoOrganiserJoined | WishesAnswered | EffectRated
FACTS: Final[tuple[type[Fact], ...]] = get_args(Fact)


@dataclass(frozen=True, slots=True)
class Season:
    """What has been planned and measured; `rated` are participants with the phase they rated."""

    planned: Mapping[UUID, SessionPlan] = field(default_factory=dict)
    counted: frozenset[UUID] = frozenset()
    organisers: frozenset[Organisation] = frozenset()
    wishes: frozenset[UUID] = frozenset()
    rated: frozenset[tuple[UUID, Phase]] = frozenset()


# --- what is decided --------------------------------------------------------------------------------------------------


def decide(
    command: Command,
    season: Season,
    *,
    starts_on: date,
    held: Mapping[UUID, date],
    people: Mapping[UUID, UUID],
) -> Sequence[Event]:
    """The facts that a command makes.

    Args:
        command: what is asked.
        season: what stands.
        starts_on: the group's first day.
        held: the sessions that were held.
        people: whoever takes part or did, by referral or guest: whose the rating is.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case PlanSessions(sessions=sessions):
            for number, plan in enumerate(sessions.values()):
                if plan.on < starts_on:
                    raise Refused("session.before_the_group_starts", f"sessions.{number}.on")
            new = {one: plan for one, plan in sessions.items() if season.planned.get(one) != plan}
            return [SessionPlanned(session=one, plan=plan) for one, plan in new.items()]
        case CountHeads():
            return _count(command, season, held)
        case AddOrganiser(organiser=organiser):
            return [] if organiser in season.organisers else [CoOrganiserJoined(organiser=organiser)]
        case AnswerWishes(wishes=wishes):
            fresh = tuple(wish for wish in dict.fromkeys(wishes) if wish not in season.wishes)
            return [WishesAnswered(wishes=fresh)] if fresh else []
        case RateEffect():
            return _rate(command, season, people)
    assert_never(command)


def _count(command: CountHeads, season: Season, held: Mapping[UUID, date]) -> Sequence[Event]:
    held_on = held.get(command.session)
    if held_on is None:
        raise Refused("access.not_found")
    if command.session in season.counted:
        raise Refused("headcount.already_recorded")
    if command.long_time_residents > command.people:
        raise Refused("headcount.more_than_all", "long_time_residents")
    return [
        HeadcountRecorded(
            session=command.session,
            held_on=held_on,
            people=command.people,
            long_time_residents=command.long_time_residents,
        )
    ]


def _rate(command: RateEffect, season: Season, people: Mapping[UUID, UUID]) -> Sequence[Event]:
    subject = people.get(command.participant)
    if subject is None:
        raise Refused("effect.no_participant", "participant")
    if command.rated_on > command.today:
        raise Refused("effect.day_in_the_future", "rated_on")
    if (command.participant, command.phase) in season.rated:
        raise Refused("effect.already_rated")
    return [
        EffectRated(
            participant=command.participant,
            phase=command.phase,
            rated_on=command.rated_on,
            ratings=Personal(subject, command.ratings),
        )
    ]


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve(season: Season, fact: Fact) -> Season:
    """The season after a fact."""
    match fact:
        case SessionPlanned(session=session, plan=plan):
            return replace(season, planned={**season.planned, session: plan})
        case HeadcountRecorded(session=session):
            return replace(season, counted=season.counted | {session})
        case CoOrganiserJoined(organiser=organiser):
            return replace(season, organisers=season.organisers | {organiser})
        case WishesAnswered(wishes=wishes):
            return replace(season, wishes=season.wishes | set(wishes))
        case EffectRated(participant=participant, phase=phase):
            return replace(season, rated=season.rated | {(participant, phase)})
    assert_never(fact)
