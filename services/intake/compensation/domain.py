"""What may be done with a compensation period: it runs as long as the law says, is extended, is ended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.compensation import (
    CompensationBegan,
    CompensationEnd,
    CompensationEnded,
    CompensationExtended,
    CompensationGround,
    CompensationPeriod,
    Ending,
    Extension,
)
from shared.events.model import Event, FreeText, Personal, Unreadable
from shared.regions.rules import Rule
from shared.regions.traces import traced

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begin:
    """The client is one whom compensation is paid for, from `began_on`; `rule` is the ground's, of that day."""

    municipality: str
    person_id: UUID
    ground: CompensationGround
    began_on: date
    rule: Rule
    today: date


@dataclass(frozen=True, slots=True)
class Extend:
    """A decision, in its own words, makes the period longer."""

    municipality: str
    person_id: UUID
    ends_on: date
    decision_id: UUID
    decision: str


@dataclass(frozen=True, slots=True)
class End:
    """It is paid no longer than up to and with `ended_on`."""

    municipality: str
    person_id: UUID
    ended_on: date
    reason: CompensationEnd


Command: TypeAlias = Begin | Extend | End

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NonePaid:
    """Nothing is paid for this client."""


@dataclass(frozen=True, slots=True)
class Paid:
    """It is paid from a day up to and with a day; both None where the client has been erased."""

    began_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PaidNoMore:
    """It was paid, and was ended."""


State: TypeAlias = NonePaid | Paid | PaidNoMore

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, period: State) -> Sequence[Event]:
    """The facts that a command makes of a period.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case Begin():
            return _begin(command, period)
        case Extend():
            return _extend(command, _paid(period))
        case End():
            return _end(command, _paid(period))
    assert_never(command)


def _begin(command: Begin, period: State) -> Sequence[Event]:
    if not isinstance(period, NonePaid):
        raise Refused("compensation.already_begun")
    if command.began_on > command.today:
        raise Refused("compensation.day_in_the_future", "began_on")
    ends_on = command.rule.due(command.began_on)
    said = CompensationPeriod(
        ground=command.ground,
        began_on=command.began_on,
        ends_on=ends_on,
        rule=traced(command.rule, ends_on, began_on=command.began_on),
    )
    return [CompensationBegan(municipality=command.municipality, period=Personal(command.person_id, said))]


def _extend(command: Extend, period: Paid) -> Sequence[Event]:
    if period.ends_on is not None and command.ends_on <= period.ends_on:
        raise Refused("compensation.not_longer", "ends_on")
    return [
        CompensationExtended(
            municipality=command.municipality,
            extension=Personal(command.person_id, Extension(ends_on=command.ends_on)),
            decision=Personal(command.decision_id, FreeText(text=command.decision), parents=(command.person_id,)),
        )
    ]


def _end(command: End, period: Paid) -> Sequence[Event]:
    if period.began_on is not None and command.ended_on < period.began_on:
        raise Refused("compensation.ended_before_it_began", "ended_on")
    if period.ends_on is not None and command.ended_on > period.ends_on:
        raise Refused("compensation.ended_after_it_ends", "ended_on")
    said = Ending(ended_on=command.ended_on, reason=command.reason)
    return [CompensationEnded(municipality=command.municipality, ending=Personal(command.person_id, said))]


def _paid(period: State) -> Paid:
    match period:
        case Paid():
            return period
        case NonePaid() | PaidNoMore():
            raise Refused("compensation.none_is_paid")
    assert_never(period)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NonePaid()


def evolve(period: State, recorded: Recorded[Event]) -> State:
    """The period after a fact."""
    match recorded.event, period:
        case CompensationBegan(period=said), NonePaid():
            known = said.value
            return Paid(None, None) if isinstance(known, Unreadable) else Paid(known.began_on, known.ends_on)
        case CompensationExtended(extension=said), Paid():
            longer = said.value
            return Paid(period.began_on, None if isinstance(longer, Unreadable) else longer.ends_on)
        case CompensationEnded(), Paid():
            return PaidNoMore()
    raise ValueError(f"{recorded.head.type} cannot follow {type(period).__name__}")
