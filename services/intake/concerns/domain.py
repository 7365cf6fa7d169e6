"""What may be done with a concern: raised by anybody, entrusted by the privacy officer, concluded. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.concerns import (
    ConcernConcluded,
    ConcernConclusion,
    ConcernDetails,
    ConcernEntrusted,
    ConcernOutcome,
    ConcernRaised,
)
from shared.events.model import Event, FreeText, Personal, Unreadable

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Raise:
    """Somebody is worried, and says so in their own words; `person_id` is the client's, where it is about one."""

    concern: UUID
    municipality: str
    raised_on: date
    details: ConcernDetails
    words_id: UUID
    words: str
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Entrust:
    """The privacy officer lets one more official read it."""

    municipality: str
    official: str


@dataclass(frozen=True, slots=True)
class Conclude:
    """`actor`, who is the privacy officer (`is_officer`) or was entrusted with it, says what was done.

    `client_here`: the client whom it is about is the municipality's now, so that it can be protected.
    """

    municipality: str
    actor: str
    is_officer: bool
    outcome: ConcernOutcome
    today: date
    client_here: bool = False


Command: TypeAlias = Raise | Entrust | Conclude

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unheard:
    """Nobody has said anything."""


@dataclass(frozen=True, slots=True)
class Raised:
    """Somebody is worried, and those entrusted know. `details` cannot be read any more where they were erased."""

    concern: UUID
    municipality: str
    details: ConcernDetails | Unreadable
    entrusted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Concluded:
    """Something was done about it."""

    municipality: str
    entrusted: frozenset[str]


State: TypeAlias = Unheard | Raised | Concluded

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, concern: State) -> Sequence[Event]:
    """The facts that a command makes of a concern; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` to whoever may not know of it.
    """
    match command:
        case Raise():
            return _raise(command, concern)
        case Entrust(municipality, official):
            known = _open(_of(municipality, concern))
            if official in known.entrusted:
                return []
            return [ConcernEntrusted(concern=known.concern, official=official)]
        case Conclude():
            return _conclude(command, _of(command.municipality, concern))
    assert_never(command)


def _raise(command: Raise, concern: State) -> Sequence[Event]:
    if not isinstance(concern, Unheard):
        return []
    parents = () if command.person_id is None else (command.person_id,)
    words = FreeText(text=command.words)
    return [
        ConcernRaised(
            concern=command.concern,
            municipality=command.municipality,
            raised_on=command.raised_on,
            details=Personal(command.concern, command.details, parents=parents),
            words=Personal(command.words_id, words, parents=(command.concern, *parents)),
        )
    ]


def _conclude(command: Conclude, concern: Raised | Concluded) -> Sequence[Event]:
    if not (command.is_officer or command.actor in concern.entrusted):
        raise Refused("access.not_found")
    known = _open(concern)
    if command.outcome is ConcernOutcome.PROTECTED and not command.client_here:
        raise Refused("concern.no_client_to_protect", "outcome")
    said = ConcernConclusion(outcome=command.outcome)
    return [
        ConcernConcluded(concern=known.concern, concluded_on=command.today, conclusion=Personal(known.concern, said))
    ]


def _of(municipality: str, concern: State) -> Raised | Concluded:
    if isinstance(concern, Unheard) or concern.municipality != municipality:
        raise Refused("access.not_found")
    return concern


def _open(concern: Raised | Concluded) -> Raised:
    match concern:
        case Raised():
            return concern
        case Concluded():
            raise Refused("concern.already_concluded")
    assert_never(concern)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Unheard()


def evolve(concern: State, recorded: Recorded[Event]) -> State:
    """The concern after a fact."""
    match recorded.event, concern:
        case ConcernRaised() as fact, Unheard():
            return Raised(fact.concern, fact.municipality, fact.details.value)
        case ConcernEntrusted(official=official), Raised(entrusted=entrusted):
            return replace(concern, entrusted=entrusted | {official})
        case ConcernConcluded(), Raised(municipality=municipality, entrusted=entrusted):
            return Concluded(municipality, entrusted)
    raise ValueError(f"{recorded.head.type} cannot follow {type(concern).__name__}")
