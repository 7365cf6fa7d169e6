"""What intake may do with a case: register an arrival, correct what is known of the person, move it to a municipality.

Read from top to bottom: what can be asked (commands), how things can stand (states), what is decided, how a fact moves
things on. Pure: days, ids and the deployment's municipalities come in on the command. This stream alone says which
municipality a case belongs to: one at every instant. Whom a case may be a duplicate of is no part of it: a suspicion is
an aggregate of its own (`suspicion`), whose stream is not the case's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake import (
    ArrivalBackground,
    ArrivalRegistered,
    Channel,
    DeclineReason,
    DuplicateSuspected,
    PersonDetails,
    PersonDetailsCorrected,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from shared.events.model import Event, FreeText, Personal

LONGEST_OFFER: Final = timedelta(days=365)
"""No law sets a term for the answer; a year catches a mistyped year, and leaves the municipalities free."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class RegisterArrival:
    """A person has come, or is about to come, to live in the municipality."""

    municipality: str
    person_id: UUID
    arrived_on: date
    channel: Channel
    details: PersonDetails
    background: ArrivalBackground
    notes: Words | None = None


@dataclass(frozen=True, slots=True)
class CorrectDetails:
    """Something that was written about the person was wrong; these are the right details, all of them."""

    municipality: str
    details: PersonDetails


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


Command: TypeAlias = RegisterArrival | CorrectDetails | OfferTransfer | AcceptTransfer | DeclineTransfer

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoCase:
    """Nobody has been registered."""


@dataclass(frozen=True, slots=True)
class Case:
    """What every case has: its one municipality, its person, the move that it made."""

    municipality: str
    person_id: UUID
    moved_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The case is its municipality's, and nobody else has been asked to take it."""

    case: Case


@dataclass(frozen=True, slots=True)
class OfferedCase:
    """Another municipality has been asked to take the case; until it accepts, nothing has moved."""

    case: Case
    offer: UUID
    receiver: str
    offered_at: datetime
    expires_on: date

    def expired(self, today: date) -> bool:
        """Whether the offer can no longer be answered; its last day still counts."""
        return today > self.expires_on


State: TypeAlias = NoCase | OpenCase | OfferedCase

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case, or the offer, isn't the asking municipality's.
    """
    match command:
        case RegisterArrival():
            return _register(command, case)
        case CorrectDetails():
            return _correct(command, case)
        case OfferTransfer():
            return _offer(command, case)
        case AcceptTransfer():
            return _accept(command, case)
        case DeclineTransfer():
            return _decline(command, case)
    assert_never(command)


def _register(command: RegisterArrival, case: State) -> Sequence[Event]:
    match case:
        case NoCase():
            person, notes = command.person_id, command.notes
            return [
                ArrivalRegistered(
                    municipality=command.municipality,
                    person_id=person,
                    arrived_on=command.arrived_on,
                    channel=command.channel,
                    person=Personal(person, command.details),
                    background=Personal(person, command.background),
                    notes=_text(notes, person) if notes else None,
                )
            ]
        case OpenCase() | OfferedCase():
            raise Refused("case.already_registered")
    assert_never(case)


def _correct(command: CorrectDetails, case: State) -> Sequence[Event]:
    known = _of(command.municipality, case)
    return [PersonDetailsCorrected(person=Personal(known.person_id, command.details))]


def _offer(command: OfferTransfer, case: State) -> Sequence[Event]:
    known = _of(command.sender, case)
    if command.receiver == known.municipality:
        raise Refused("transfer.to_itself", "receiver")
    if command.receiver not in command.deployment:
        raise Refused("transfer.outside_deployment", "receiver")
    if command.expires_on < command.today:
        raise Refused("transfer.expires_in_the_past", "expires_on")
    if command.expires_on > command.today + LONGEST_OFFER:
        raise Refused("transfer.expires_too_late", "expires_on")
    if isinstance(case, OfferedCase) and not case.expired(command.today):
        raise Refused("transfer.already_offered")
    return [
        TransferOffered(
            offer=command.offer,
            sender=known.municipality,
            receiver=command.receiver,
            expires_on=command.expires_on,
            note=_text(command.note, known.person_id) if command.note else None,
        )
    ]


def _accept(command: AcceptTransfer, case: State) -> Sequence[Event]:
    match case:
        case OpenCase(Case(municipality=command.receiver, moved_by=command.offer)):
            return []
        case OfferedCase():
            _may_answer(command.receiver, command.offer, command.today, case)
            if command.moves_on > command.today:
                raise Refused("transfer.moves_in_the_future", "moves_on")
            # UTC's day is never later than Helsinki's: an offer made just after midnight may be dated a day back.
            if command.moves_on < case.offered_at.date():
                raise Refused("transfer.moves_before_offer", "moves_on")
            return [
                TransferAccepted(
                    offer=case.offer,
                    sender=case.case.municipality,
                    receiver=case.receiver,
                    moves_on=command.moves_on,
                )
            ]
        case NoCase() | OpenCase():
            raise Refused("access.not_found")
    assert_never(case)


def _decline(command: DeclineTransfer, case: State) -> Sequence[Event]:
    match case:
        case OfferedCase():
            _may_answer(command.receiver, command.offer, command.today, case)
            return [
                TransferDeclined(
                    offer=case.offer,
                    sender=case.case.municipality,
                    receiver=case.receiver,
                    reason=command.reason,
                )
            ]
        case NoCase() | OpenCase():
            raise Refused("access.not_found")
    assert_never(case)


def _of(municipality: str, case: State) -> Case:
    """The case, if it is this municipality's; else it is not to be told from one that does not exist."""
    match case:
        case NoCase():
            raise Refused("access.not_found")
        case OpenCase(known) | OfferedCase(known):
            if known.municipality != municipality:
                raise Refused("access.not_found")
            return known
    assert_never(case)


def _may_answer(receiver: str, offer: UUID, today: date, case: OfferedCase) -> None:
    """Only the receiver answers, only this offer, and in time; to anybody else there is no offer."""
    if (receiver, offer) != (case.receiver, case.offer):
        raise Refused("access.not_found")
    if case.expired(today):
        raise Refused("transfer.offer_expired")


def _text(words: Words, person: UUID) -> Personal[FreeText]:
    return Personal(words.text_id, FreeText(text=words.text), parents=(person,))


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NoCase()


def evolve(case: State, recorded: Recorded[Event]) -> State:
    """The case after a fact."""
    match recorded.event, case:
        case ArrivalRegistered() as fact, NoCase():
            return OpenCase(Case(fact.municipality, fact.person_id))
        case ((PersonDetailsCorrected() | DuplicateSuspected()), (OpenCase() | OfferedCase())):
            return case  # its first version was written here
        case TransferOffered() as fact, OpenCase(known) | OfferedCase(known):
            return OfferedCase(known, fact.offer, fact.receiver, recorded.head.time, fact.expires_on)
        case TransferAccepted() as fact, OfferedCase(known):
            return OpenCase(replace(known, municipality=fact.receiver, moved_by=fact.offer))
        case TransferDeclined(), OfferedCase(known):
            return OpenCase(known)
    raise ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")
