"""What may be done with a consent: it is given, limited to a purpose and a receiver, and withdrawn.

Pure. That the case is the asking municipality's is looked at before: a consent follows its case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.consent import ConsentGiven, ConsentTerms, ConsentWithdrawn
from shared.events.model import Event, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """The person of a case consents to `terms`, up to and with `valid_until`."""

    consent: UUID
    municipality: str
    person_id: UUID
    terms: ConsentTerms
    given_on: date
    valid_until: date
    today: date


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """The person takes it back; nobody may ask why."""

    case: UUID
    withdrawn_on: date
    today: date


Command: TypeAlias = GiveConsent | WithdrawConsent

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotGiven:
    """Nobody has consented to anything."""


@dataclass(frozen=True, slots=True)
class Given:
    """It holds from its first day to its last."""

    consent: UUID
    case: UUID
    given_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It was taken back, for good: who changes their mind consents anew."""

    case: UUID


State: TypeAlias = NotGiven | Given | Withdrawn

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, consent: State) -> Sequence[Event]:
    """The facts that a command makes of a consent; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case has no such consent.
    """
    match command:
        case GiveConsent():
            return _give(command, consent)
        case WithdrawConsent():
            return _withdraw(command, consent)
    assert_never(command)


def _give(command: GiveConsent, consent: State) -> Sequence[Event]:
    if not isinstance(consent, NotGiven):
        return []
    if command.given_on > command.today:
        raise Refused("consent.day_in_the_future", "given_on")
    if command.valid_until < command.given_on:
        raise Refused("consent.ends_before_it_begins", "valid_until")
    return [
        ConsentGiven(
            consent=command.consent,
            municipality=command.municipality,
            person_id=command.person_id,
            given_on=command.given_on,
            valid_until=command.valid_until,
            terms=Personal(command.person_id, command.terms),
        )
    ]


def _withdraw(command: WithdrawConsent, consent: State) -> Sequence[Event]:
    match consent:
        case NotGiven():
            raise Refused("access.not_found")
        case Withdrawn(case):
            _of(command.case, case)
            return []
        case Given(case=case):
            _of(command.case, case)
            if command.withdrawn_on > command.today:
                raise Refused("consent.day_in_the_future", "withdrawn_on")
            if command.withdrawn_on < consent.given_on:
                raise Refused("consent.withdrawn_before_given", "withdrawn_on")
            if command.withdrawn_on > consent.valid_until:
                raise Refused("consent.has_expired")
            return [ConsentWithdrawn(consent=consent.consent, withdrawn_on=command.withdrawn_on)]
    assert_never(consent)


def _of(asked: UUID, case: UUID) -> None:
    if asked != case:
        raise Refused("access.not_found")


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotGiven()


def evolve(consent: State, recorded: Recorded[Event]) -> State:
    """The consent after a fact."""
    match recorded.event, consent:
        case ConsentGiven() as fact, NotGiven():
            return Given(fact.consent, recorded.head.key, fact.given_on, fact.valid_until)
        case ConsentWithdrawn(), Given(case=case):
            return Withdrawn(case)
    raise ValueError(f"{recorded.head.type} cannot follow {type(consent).__name__}")
