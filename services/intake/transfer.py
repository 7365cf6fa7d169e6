"""What may be done to move a case: offered, withdrawn, accepted, declined, and let run out.

Enters: a command, and how the case stands. Leaves: the facts. It must not know how they are stored. `domain` asks
here: this is a part of the case's own stream. Only an acceptance moves a case, and what was merged into it goes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.intake.states import (
    AwayCase,
    Case,
    ClosedCase,
    MergedCase,
    NoCase,
    OfferedCase,
    OpenCase,
    Standing,
    State,
    Words,
    cannot,
    holding,
    known,
    ongoing,
)
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake import DeclineReason, TransferAccepted, TransferDeclined, TransferOffered
from shared.events.intake.standing import TransferExpired, TransferWithdrawn, WithdrawalReason
from shared.events.model import Event

LONGEST_OFFER: Final = timedelta(days=365)
"""No law sets a term for the answer; a year catches a mistyped year, and leaves the municipalities free."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferTransfer:
    """The municipality offers another to take over. `deployment` has the municipalities that can answer here."""

    sender: str
    receiver: str
    offer: UUID
    expires_on: date
    today: date
    deployment: frozenset[str]
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class WithdrawTransfer:
    """The sender takes its offer back."""

    sender: str
    offer: UUID
    reason: WithdrawalReason
    today: date


@dataclass(frozen=True, slots=True)
class AcceptTransfer:
    """The receiver takes over, and counts the case from `moves_on`."""

    receiver: str
    offer: UUID
    moves_on: date
    today: date


@dataclass(frozen=True, slots=True)
class DeclineTransfer:
    """The receiver says no."""

    receiver: str
    offer: UUID
    reason: DeclineReason
    today: date


@dataclass(frozen=True, slots=True)
class ExpireTransfer:
    """A new day has begun: an offer that nobody answered may have run out."""

    today: date


@dataclass(frozen=True, slots=True)
class MoveMerged:
    """The leading case has moved: what was merged into it goes along."""

    sender: str
    receiver: str
    offer: UUID
    moves_on: date


TransferCommand: TypeAlias = (
    OfferTransfer | WithdrawTransfer | AcceptTransfer | DeclineTransfer | ExpireTransfer | MoveMerged
)

# --- what is decided --------------------------------------------------------------------------------------------------


def decide_transfer(command: TransferCommand, case: State) -> Sequence[Event]:
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case, or the offer, isn't the asking municipality's.
    """
    match command:
        case OfferTransfer():
            return _offer(command, case)
        case WithdrawTransfer():
            return _withdraw(command, case)
        case AcceptTransfer():
            return _accept(command, case)
        case DeclineTransfer():
            return _decline(command, case)
        case ExpireTransfer():
            return _expire(case) if isinstance(case, OfferedCase) and case.expired(command.today) else []
        case MoveMerged():
            return _move_along(command, case)
    assert_never(command)


def _offer(command: OfferTransfer, case: State) -> Sequence[Event]:
    standing = ongoing(command.sender, case)
    known_case = standing.case
    if command.receiver == known_case.municipality:
        raise Refused("transfer.to_itself", "receiver")
    if command.receiver not in command.deployment:
        raise Refused("transfer.outside_deployment", "receiver")
    if command.expires_on < command.today:
        raise Refused("transfer.expires_in_the_past", "expires_on")
    if command.expires_on > command.today + LONGEST_OFFER:
        raise Refused("transfer.expires_too_late", "expires_on")
    match standing:
        case AwayCase():
            raise Refused("case.abroad")
        case OfferedCase() if not standing.expired(command.today):
            raise Refused("transfer.already_offered")
        case OfferedCase():
            ended = _expire(standing)
        case OpenCase():
            ended = []
    offered = TransferOffered(
        offer=command.offer,
        sender=known_case.municipality,
        receiver=command.receiver,
        expires_on=command.expires_on,
        note=command.note.about(known_case.person_id) if command.note else None,
    )
    return [*ended, offered]


def _withdraw(command: WithdrawTransfer, case: State) -> Sequence[Event]:
    standing = known(command.sender, case)
    if not isinstance(standing, OfferedCase) or standing.offer != command.offer:
        raise Refused("access.not_found")
    if standing.expired(command.today):
        raise Refused("transfer.offer_expired")
    return [_withdrawn(standing, command.reason)]


def taken_back(standing: OfferedCase, today: date) -> Event:
    """How the offer of a case ends that nobody may go on with; a lapsed one has ended already, and is said to have."""
    if standing.expired(today):
        (lapsed,) = _expire(standing)
        return lapsed
    return _withdrawn(standing, WithdrawalReason.OTHER)


def _withdrawn(standing: OfferedCase, reason: WithdrawalReason) -> TransferWithdrawn:
    return TransferWithdrawn(
        offer=standing.offer, sender=standing.case.municipality, receiver=standing.receiver, reason=reason
    )


def _accept(command: AcceptTransfer, case: State) -> Sequence[Event]:
    match case:
        case OpenCase(Case(municipality=command.receiver, moved_by=command.offer)):
            return []
        case _:
            offered = _answerable(command.receiver, command.offer, command.today, case)
            if command.moves_on > command.today:
                raise Refused("transfer.moves_in_the_future", "moves_on")
            # UTC's day is never later than Helsinki's: an offer made just after midnight may be dated a day back.
            if command.moves_on < offered.offered_at.date():
                raise Refused("transfer.moves_before_offer", "moves_on")
            return [
                TransferAccepted(
                    offer=offered.offer,
                    sender=offered.case.municipality,
                    receiver=offered.receiver,
                    moves_on=command.moves_on,
                )
            ]


def _decline(command: DeclineTransfer, case: State) -> Sequence[Event]:
    offered = _answerable(command.receiver, command.offer, command.today, case)
    return [
        TransferDeclined(
            offer=offered.offer,
            sender=offered.case.municipality,
            receiver=offered.receiver,
            reason=command.reason,
        )
    ]


def _answerable(receiver: str, offer: UUID, today: date, case: State) -> OfferedCase:
    """Only the receiver answers, only this offer, and in time; to anybody else there is no offer."""
    match case:
        case OfferedCase() if (receiver, offer) == (case.receiver, case.offer):
            if case.expired(today):
                raise Refused("transfer.offer_expired")
            return case
        case NoCase():
            raise Refused("access.not_found")
        case OpenCase() | OfferedCase() | AwayCase() | ClosedCase() | MergedCase():
            if case.case.lapsed == (offer, receiver):
                raise Refused("transfer.offer_expired")
            raise Refused("access.not_found")
    assert_never(case)


def _expire(case: OfferedCase) -> Sequence[Event]:
    return [
        TransferExpired(
            offer=case.offer,
            sender=case.case.municipality,
            receiver=case.receiver,
            expired_on=case.expires_on + timedelta(days=1),
        )
    ]


def _move_along(command: MoveMerged, case: State) -> Sequence[Event]:
    if not isinstance(case, MergedCase) or case.case.municipality != command.sender:
        return []
    return [
        TransferAccepted(
            offer=command.offer, sender=command.sender, receiver=command.receiver, moves_on=command.moves_on
        )
    ]


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve_transfer(case: Standing, recorded: Recorded[Event]) -> State:
    """The case after an offer, or its end."""
    match recorded.event, case:
        case TransferOffered() as fact, OpenCase(held) | OfferedCase(held):
            return OfferedCase(held, fact.offer, fact.receiver, recorded.head.time, fact.expires_on)
        case TransferAccepted() as fact, OfferedCase(held):
            return OpenCase(replace(held, municipality=fact.receiver, moved_by=fact.offer))
        case TransferAccepted() as fact, MergedCase(held):
            return holding(case, replace(held, municipality=fact.receiver, moved_by=fact.offer))
        case ((TransferDeclined() | TransferWithdrawn()), OfferedCase(held)):
            return OpenCase(held)
        case TransferExpired() as fact, OfferedCase(held):
            return OpenCase(replace(held, lapsed=(fact.offer, fact.receiver)))
    raise cannot(recorded, case)
