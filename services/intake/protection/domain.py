"""What may be done to protect a case: a non-disclosure is set, opened to an official, closed to one, and lifted.

Pure. Whoever is not entitled to a protected case is told that there is none: `access.not_found`, as for what never was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.intake.states import Words
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseClosedTo,
    ProtectedCaseOpenedTo,
    ProtectionGround,
    ProtectionKind,
)
from shared.events.model import Event, Personal

MOST_ENTITLED: Final = 20
"""A case that more officials need than this is no secret any more."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetNonDisclosure:
    """The person of the case must not be found. Whoever asks is entitled, and so are `officials`."""

    municipality: str
    person_id: UUID
    asker: str
    officials: tuple[str, ...]
    kind: ProtectionKind
    set_on: date
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class OpenTo:
    """Another official needs the case."""

    municipality: str
    asker: str
    official: str


@dataclass(frozen=True, slots=True)
class CloseTo:
    """An official needs the case no more."""

    municipality: str
    asker: str
    official: str


@dataclass(frozen=True, slots=True)
class LiftNonDisclosure:
    """The person needs the protection no more."""

    municipality: str
    asker: str
    lifted_on: date


Command: TypeAlias = SetNonDisclosure | OpenTo | CloseTo | LiftNonDisclosure

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unprotected:
    """Whoever works for the case's municipality may know of it."""


@dataclass(frozen=True, slots=True)
class Protected:
    """Only these officials may."""

    entitled: frozenset[str]


State: TypeAlias = Unprotected | Protected


def hides(protection: State, actor: str) -> bool:
    """Whether to this actor there is no such case."""
    return isinstance(protection, Protected) and actor not in protection.entitled


# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, protection: State) -> Sequence[Event]:
    """The facts that a command makes of a case's protection; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the asker may not know of the case.
    """
    match protection:
        case Unprotected():
            return _of_unprotected(command)
        case Protected():
            if hides(protection, command.asker):
                raise Refused("access.not_found")
            return _of_protected(command, protection)
    assert_never(protection)


def _of_unprotected(command: Command) -> Sequence[Event]:
    match command:
        case SetNonDisclosure(words=words):
            entitled = {command.asker, *command.officials}
            if len(entitled) > MOST_ENTITLED:
                raise Refused("protection.too_many_entitled", "officials", most=MOST_ENTITLED)
            return [
                NonDisclosureSet(
                    municipality=command.municipality,
                    person_id=command.person_id,
                    set_on=command.set_on,
                    entitled=tuple(sorted(entitled)),
                    ground=Personal(command.person_id, ProtectionGround(kind=command.kind)),
                    words=words.about(command.person_id) if words else None,
                )
            ]
        case OpenTo() | CloseTo():
            raise Refused("protection.not_set")
        case LiftNonDisclosure():
            return []
    assert_never(command)


def _of_protected(command: Command, protection: Protected) -> Sequence[Event]:
    entitled = protection.entitled
    match command:
        case SetNonDisclosure():
            return []
        case OpenTo(official=official):
            if official in entitled:
                return []
            if len(entitled) == MOST_ENTITLED:
                raise Refused("protection.too_many_entitled", "official", most=MOST_ENTITLED)
            return [ProtectedCaseOpenedTo(municipality=command.municipality, official=official)]
        case CloseTo(official=official):
            if official not in entitled:
                return []
            if entitled == {official}:
                raise Refused("protection.nobody_left", "official")
            return [ProtectedCaseClosedTo(municipality=command.municipality, official=official)]
        case LiftNonDisclosure():
            return [NonDisclosureLifted(municipality=command.municipality, lifted_on=command.lifted_on)]
    assert_never(command)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Unprotected()


def evolve(protection: State, recorded: Recorded[Event]) -> State:
    """The protection after a fact."""
    match recorded.event, protection:
        case NonDisclosureSet() as fact, Unprotected():
            return Protected(frozenset(fact.entitled))
        case ProtectedCaseOpenedTo() as fact, Protected(entitled):
            return replace(protection, entitled=entitled | {fact.official})
        case ProtectedCaseClosedTo() as fact, Protected(entitled):
            return replace(protection, entitled=entitled - {fact.official})
        case NonDisclosureLifted(), Protected():
            return Unprotected()
    raise ValueError(f"{recorded.head.type} cannot follow {type(protection).__name__}")
