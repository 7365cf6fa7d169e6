"""The way of a proposal: proposed, decided, and, where it was accepted, the instrument changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.wording import as_published
from shared.errors import Refused
from shared.events.activities.policies import (
    InstrumentChanged,
    PolicyDecided,
    PolicyDecision,
    PolicyLevel,
    PolicyProposed,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText


@dataclass(frozen=True, slots=True)
class ProposePolicy:
    """A change of a policy instrument is proposed to a body, on the ground of practices where there are any."""

    municipality: str
    practices: tuple[UUID, ...]
    instrument: LocalisedText
    level: PolicyLevel
    addressed_to: str
    proposal: LocalisedText
    proposed_on: date
    today: date


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """The body has decided."""

    municipality: str
    decision: PolicyDecision
    decided_by: str
    decided_on: date
    grounds: LocalisedText
    today: date


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The instrument was changed as decided."""

    municipality: str
    change: LocalisedText
    in_force_on: date
    reference: str


Command: TypeAlias = ProposePolicy | RecordDecision | RecordChange


@dataclass(frozen=True, slots=True)
class NotProposed:
    """There is no such proposal."""


@dataclass(frozen=True, slots=True)
class Proposed:
    municipality: str
    proposed_on: date


@dataclass(frozen=True, slots=True)
class Accepted:
    """As a whole or in part: the instrument is to be changed."""

    municipality: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Declined:
    municipality: str


@dataclass(frozen=True, slots=True)
class Changed:
    municipality: str


State: TypeAlias = NotProposed | Proposed | Accepted | Declined | Changed
INITIAL: Final = NotProposed()


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a proposal.

    Raises:
        Refused: the answer is no; `access.not_found` where the proposal isn't the asking municipality's.
    """
    match state:
        case NotProposed():
            if isinstance(command, ProposePolicy):
                return _propose(command)
            raise Refused("access.not_found")
        case Proposed() | Accepted() | Declined() | Changed():
            if state.municipality != command.municipality:
                raise Refused("access.not_found")
            return _go_on(command, state)
    assert_never(state)


def _go_on(command: Command, state: Proposed | Accepted | Declined | Changed) -> Sequence[Event]:
    match command, state:
        case RecordDecision(), Proposed():
            return _record_decision(command, state)
        case RecordChange(), Accepted():
            return _record_change(command, state)
        case RecordChange(), Proposed():
            raise Refused("policy.not_decided")
        case RecordChange(), Declined():
            raise Refused("policy.declined")
        case _:
            raise Refused("policy.recorded_already")


def _propose(command: ProposePolicy) -> Sequence[Event]:
    if command.proposed_on > command.today:
        raise Refused("policy.day_in_the_future", "proposed_on")
    return [
        PolicyProposed(
            municipality=command.municipality,
            practices=tuple(dict.fromkeys(command.practices)),
            instrument=as_published(command.instrument),
            level=command.level,
            addressed_to=command.addressed_to,
            proposal=as_published(command.proposal),
            proposed_on=command.proposed_on,
        )
    ]


def _record_decision(command: RecordDecision, state: Proposed) -> Sequence[Event]:
    if command.decided_on > command.today:
        raise Refused("policy.day_in_the_future", "decided_on")
    if command.decided_on < state.proposed_on:
        raise Refused("policy.decided_before_it_was_proposed", "decided_on")
    return [
        PolicyDecided(
            decision=command.decision,
            decided_by=command.decided_by,
            decided_on=command.decided_on,
            grounds=as_published(command.grounds),
        )
    ]


def _record_change(command: RecordChange, state: Accepted) -> Sequence[Event]:
    """A change may come into force later than today, never before it was decided."""
    if command.in_force_on < state.decided_on:
        raise Refused("policy.changed_before_it_was_decided", "in_force_on")
    return [
        InstrumentChanged(
            change=as_published(command.change), in_force_on=command.in_force_on, reference=command.reference
        )
    ]


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The proposal after a fact."""
    match recorded.event, state:
        case PolicyProposed() as fact, NotProposed():
            return Proposed(fact.municipality, fact.proposed_on)
        case PolicyDecided(decision=PolicyDecision.DECLINED), Proposed(municipality):
            return Declined(municipality)
        case PolicyDecided() as fact, Proposed(municipality):
            return Accepted(municipality, fact.decided_on)
        case InstrumentChanged(), Accepted(municipality):
            return Changed(municipality)
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
