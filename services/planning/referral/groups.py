"""What a referral to a group may do: it is made, given a place or a queue number, begun, and brought to an end.

Pure: of a client's referrals it is given the one that the command is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from services.planning.days import not_ahead
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.model import Event, Personal
from shared.events.planning import (
    DeclineGround,
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralDeclineReason,
    ReferralEnd,
    ReferralOutcome,
    ReferralQueued,
    ReferralStarted,
    ReferredToService,
)

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReferToService:
    """The client is referred to a group that `provider` runs: their own municipality, or another one."""

    municipality: str
    referral: UUID
    group: UUID
    provider: str
    reason: Words | None


@dataclass(frozen=True, slots=True)
class AcceptReferral:
    """The group has given a place."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class QueueReferral:
    """The group is full, and has given a queue number."""

    referral: UUID
    number: int


@dataclass(frozen=True, slots=True)
class TurnReferralAway:
    """There is no such group."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class StartReferral:
    """The client has been there."""

    referral: UUID
    started_on: date


@dataclass(frozen=True, slots=True)
class DeclineReferral:
    """The client or the group says no; the client's municipality may record it, and the one that runs the group."""

    municipality: str
    referral: UUID
    reason: ReferralDeclineReason


@dataclass(frozen=True, slots=True)
class CompleteReferral:
    """What the client was referred to has come to its end; either municipality may record it."""

    municipality: str
    referral: UUID
    completed_on: date
    outcome: ReferralOutcome
    today: date


Told: TypeAlias = AcceptReferral | QueueReferral | TurnReferralAway | StartReferral
"""What the group itself has answered."""

Answer: TypeAlias = DeclineReferral | CompleteReferral
Command: TypeAlias = ReferToService | Told | Answer

# --- how it can stand -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """What somebody was referred to: a group, and the municipality that runs it."""

    group: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Sent:
    """No answer yet."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Queued:
    """The client waits for a place."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Accepted:
    """The client has a place."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Started:
    """The client has taken part."""

    to: Destination
    started_on: date


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody said no."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Completed:
    """It has come to its end."""

    to: Destination


Referral: TypeAlias = Sent | Queued | Accepted | Started | Declined | Completed


def is_open(referral: Referral) -> bool:
    match referral:
        case Sent() | Queued() | Accepted() | Started():
            return True
        case Declined() | Completed():
            return False
    assert_never(referral)


# --- what is decided --------------------------------------------------------------------------------------------------


def refer(
    command: ReferToService, municipality: str, person: UUID, referrals: Mapping[UUID, Referral]
) -> Sequence[Event]:
    """Allowed in every case that planning knows: guidance and activities don't wait for an assessment or a plan."""
    if command.referral in referrals:
        return []
    if any(one.to.group == command.group and is_open(one) for one in referrals.values()):
        raise Refused("referral.already_open", "group")
    return [
        ReferredToService(
            municipality=municipality,
            person_id=person,
            referral=command.referral,
            group=command.group,
            provider=command.provider,
            reason=sealed(command.reason, person) if command.reason else None,
        )
    ]


def decide(command: Told | Answer, person: UUID, referral: Referral) -> Sequence[Event]:
    """The facts that a command makes of a referral to a group; none where all is so already.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case AcceptReferral():
            return _accept(command, referral)
        case QueueReferral():
            return _queue(command, referral)
        case TurnReferralAway():
            return _turn_away(command, person, referral)
        case StartReferral():
            return _start(command, referral)
        case DeclineReferral():
            return _decline(command, person, referral)
        case CompleteReferral():
            return _complete(command, person, referral)
    assert_never(command)


def _accept(command: AcceptReferral, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to) | Queued(to):
            return [ReferralAccepted(referral=command.referral, group=to.group)]
        case Accepted() | Started() | Declined() | Completed():  # once is enough, and what is over stays over
            return []
    assert_never(referral)


def _queue(command: QueueReferral, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to):
            return [ReferralQueued(referral=command.referral, group=to.group, number=command.number)]
        case Queued() | Accepted() | Started() | Declined() | Completed():
            return []
    assert_never(referral)


def _turn_away(command: TurnReferralAway, person: UUID, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to) | Queued(to):
            return [_declined(command.referral, to, person, ReferralDeclineReason.NO_SUCH_GROUP)]
        case Accepted() | Started() | Declined() | Completed():
            return []
    assert_never(referral)


def _start(command: StartReferral, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent() | Queued():
            raise Refused("referral.no_place_yet")
        case Accepted(to):
            return [ReferralStarted(referral=command.referral, group=to.group, started_on=command.started_on)]
        case Started() | Declined() | Completed():
            return []
    assert_never(referral)


def _decline(command: DeclineReferral, person: UUID, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to) | Queued(to) | Accepted(to):
            return [_declined(command.referral, to, person, command.reason)]
        case Started():
            raise Refused("referral.already_started")
        case Declined():
            raise Refused("referral.already_declined")
        case Completed():
            raise Refused("referral.already_completed")
    assert_never(referral)


def _complete(command: CompleteReferral, person: UUID, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent() | Queued():
            raise Refused("referral.no_place_yet")
        case Accepted(to) | Started(to):
            not_ahead(command.completed_on, command.today, "completed_on")
            if isinstance(referral, Started) and command.completed_on < referral.started_on:
                raise Refused("referral.completed_before_started", "completed_on")
            return [
                ReferralCompleted(
                    referral=command.referral,
                    group=to.group,
                    provider=to.provider,
                    completed_on=command.completed_on,
                    end=Personal(person, ReferralEnd(outcome=command.outcome)),
                )
            ]
        case Declined():
            raise Refused("referral.already_declined")
        case Completed():
            raise Refused("referral.already_completed")
    assert_never(referral)


def _declined(referral: UUID, to: Destination, person: UUID, reason: ReferralDeclineReason) -> ReferralDeclined:
    ground = Personal(person, DeclineGround(reason=reason))
    return ReferralDeclined(referral=referral, group=to.group, provider=to.provider, ground=ground)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

Fact: TypeAlias = (
    ReferredToService | ReferralAccepted | ReferralQueued | ReferralStarted | ReferralDeclined | ReferralCompleted
)


def evolve(referrals: Mapping[UUID, Referral], fact: Fact) -> Mapping[UUID, Referral]:
    """A client's referrals to groups after a fact about one of them."""
    if isinstance(fact, ReferredToService):
        return {**referrals, fact.referral: Sent(Destination(fact.group, fact.provider))}
    return {**referrals, fact.referral: _after(fact, referrals[fact.referral])}


def _after(
    answer: ReferralAccepted | ReferralQueued | ReferralStarted | ReferralDeclined | ReferralCompleted,
    referral: Referral,
) -> Referral:
    """The referral after a fact about it."""
    match answer, referral:
        case ReferralQueued(), Sent(to):
            return Queued(to)
        case ReferralAccepted(), Sent(to) | Queued(to):
            return Accepted(to)
        case ReferralStarted() as fact, Accepted(to):
            return Started(to, fact.started_on)
        case ReferralDeclined(), Sent(to) | Queued(to) | Accepted(to):
            return Declined(to)
        case ReferralCompleted(), Accepted(to) | Started(to):
            return Completed(to)
    raise ValueError(f"{answer.type} cannot follow {type(referral).__name__}")
