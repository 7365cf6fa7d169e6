"""What intake may do with a suspicion that two cases are one person's: raise it, dismiss it, and find it true.

An aggregate of its own, one for each pair of cases, because the other case may be of a municipality that nobody may
tell the first one's of: not even the number of events in the case's stream says that there is a suspicion. Its events
have the key of the case that it was raised for. Pure, as `domain` is; where the two cases are comes in on the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake import DismissalReason, DuplicateBasis, DuplicateDismissed, DuplicateSuspected
from shared.events.intake.standing import DuplicateConfirmed
from shared.events.model import Event

PAIRS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:suspicion")


def suspicion_of(case: UUID, other: UUID) -> UUID:
    """The suspicion's id: the same whichever of the two cases comes first, so that a pair is suspected once."""
    first, second = sorted((case, other))
    return uuid5(PAIRS, f"{first}\n{second}")


# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RaiseSuspicion:
    """What has just been written of `case` is so like another case, in `other_municipality`, that they may be one's."""

    case: UUID
    other_case: UUID
    other_municipality: str
    basis: DuplicateBasis

    @property
    def suspicion(self) -> UUID:
        return suspicion_of(self.case, self.other_case)


@dataclass(frozen=True, slots=True)
class DismissSuspicion:
    """Somebody in `municipality` says that the cases are two persons'.

    `places` are the municipalities that the two cases belong to now, `scope` those that he may know of.
    """

    municipality: str
    places: frozenset[str]
    scope: frozenset[str]
    reason: DismissalReason


@dataclass(frozen=True, slots=True)
class ConfirmSuspicion:
    """The two cases have just been merged."""


@dataclass(frozen=True, slots=True)
class RefuteSuspicion:
    """The merge of the two cases has just been undone: they are two persons'."""


Command: TypeAlias = RaiseSuspicion | DismissSuspicion | ConfirmSuspicion | RefuteSuspicion

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """The case that the suspicion was raised for, the other one, and whose that was then."""

    suspicion: UUID
    case: UUID
    other_case: UUID
    other_municipality: str


@dataclass(frozen=True, slots=True)
class NotSuspected:
    """Nobody has compared the two, or found them alike."""


@dataclass(frozen=True, slots=True)
class Suspected:
    """The two may be one person's, and nobody has said yet."""

    pair: Pair


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The two are two persons'; the same likeness is no news any more."""

    pair: Pair


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The two are one person's, and have been merged."""

    pair: Pair


State: TypeAlias = NotSuspected | Suspected | Dismissed | Confirmed

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, suspicion: State) -> Sequence[Event]:
    """The facts that a command makes of a suspicion; none where all is so already.

    Raises:
        Refused: `access.not_found` where there is no such suspicion, or where whoever asks may not know both cases.
    """
    match command:
        case RaiseSuspicion():
            return _raise(command, suspicion)
        case DismissSuspicion():
            return _dismiss(command, suspicion)
        case ConfirmSuspicion():
            return _confirm(suspicion)
        case RefuteSuspicion():
            return _refute(suspicion)
    assert_never(command)


def _raise(command: RaiseSuspicion, suspicion: State) -> Sequence[Event]:
    match suspicion:
        case NotSuspected():
            return [
                DuplicateSuspected(
                    suspicion=command.suspicion,
                    other_case=command.other_case,
                    other_municipality=command.other_municipality,
                    basis=command.basis,
                )
            ]
        case Suspected() | Dismissed() | Confirmed():
            return []
    assert_never(suspicion)


def _dismiss(command: DismissSuspicion, suspicion: State) -> Sequence[Event]:
    match suspicion:
        case NotSuspected():
            raise Refused("access.not_found")
        case Suspected(pair):
            _may_know(command)
            return [_ended(pair, command.reason)]
        case Dismissed() | Confirmed():
            _may_know(command)
            return []
    assert_never(suspicion)


def _confirm(suspicion: State) -> Sequence[Event]:
    match suspicion:
        case Suspected(pair) | Dismissed(pair):
            return [
                DuplicateConfirmed(
                    suspicion=pair.suspicion, other_case=pair.other_case, other_municipality=pair.other_municipality
                )
            ]
        case NotSuspected() | Confirmed():
            return []
    assert_never(suspicion)


def _refute(suspicion: State) -> Sequence[Event]:
    match suspicion:
        case Confirmed(pair):
            return [_ended(pair, DismissalReason.DIFFERENT_PEOPLE)]
        case NotSuspected() | Suspected() | Dismissed():
            return []
    assert_never(suspicion)


def _ended(pair: Pair, reason: DismissalReason) -> DuplicateDismissed:
    return DuplicateDismissed(
        suspicion=pair.suspicion,
        other_case=pair.other_case,
        other_municipality=pair.other_municipality,
        reason=reason,
    )


def _may_know(command: DismissSuspicion) -> None:
    """Only for one of the two cases' municipalities, and only who may know of both; to others there is no suspicion."""
    if command.municipality not in command.places or not command.places <= command.scope:
        raise Refused("access.not_found")


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotSuspected()


def evolve(suspicion: State, recorded: Recorded[Event]) -> State:
    """The suspicion after a fact."""
    match recorded.event, suspicion:
        case DuplicateSuspected(suspicion=UUID() as own) as fact, NotSuspected():
            return Suspected(Pair(own, recorded.head.key, fact.other_case, fact.other_municipality))
        case DuplicateConfirmed(), Suspected(pair) | Dismissed(pair):
            return Confirmed(pair)
        case DuplicateDismissed(), Suspected(pair) | Confirmed(pair):
            return Dismissed(pair)
    raise ValueError(f"{recorded.head.type} cannot follow {type(suspicion).__name__}")
