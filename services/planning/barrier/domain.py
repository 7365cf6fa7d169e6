"""What may be done with a barrier at a level: reports are counted, it is raised to the next level, and it is answered.

A stream for each theme of each place, planning/barrier/<id>; the id follows from level, place and theme. Pure. It knows
no case and no person: only how many reports came from which municipality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.errors import Refused
from shared.events.activities import GroupName
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.events.planning.barriers import (
    BarrierAnswered,
    BarrierCounted,
    BarrierDecision,
    BarrierEscalated,
    BarrierLevel,
    Solution,
)
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.texts import Language

BARRIERS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:barrier")
NATION: Final = "FI"


def barrier_of(level: BarrierLevel, place: str, theme: str) -> UUID:
    """The id of a place's barrier of a theme: the same for everybody who reports it."""
    return uuid5(BARRIERS, f"{level.value}\n{place}\n{theme}")


# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountReports:
    """So many more reports, by the municipality they come from."""

    level: BarrierLevel
    place: str
    theme: str
    reports: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EscalateBarrier:
    """The next level is asked for a kind of solution, in words about nobody, in the languages `required`."""

    to: BarrierLevel
    to_barrier: UUID
    solution: Solution
    summary: LocalisedText
    required: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class AnswerBarrier:
    """The level has decided."""

    decision: BarrierDecision
    answer: LocalisedText
    required: tuple[Language, ...]


Command: TypeAlias = CountReports | EscalateBarrier | AnswerBarrier

# --- how it can stand -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """Whose barrier it is, about what, and how many reports each municipality has made."""

    level: BarrierLevel
    place: str
    theme: str
    reports: Mapping[str, int] = field(default_factory=dict)
    raised_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class NotReported:
    """Nobody has reported it."""


@dataclass(frozen=True, slots=True)
class Open:
    """It is reported, and nobody has answered; it may have been raised."""

    tally: Tally


@dataclass(frozen=True, slots=True)
class Answered:
    """The level has decided. Later reports are counted, and see the answer."""

    tally: Tally


Reported: TypeAlias = Open | Answered
State: TypeAlias = NotReported | Reported
INITIAL: Final[State] = NotReported()


def tally_of(barrier: State) -> Tally:
    """What has been counted.

    Raises:
        Refused: `access.not_found`: nobody has reported such a barrier.
    """
    match barrier:
        case NotReported():
            raise Refused("access.not_found")
        case Open(tally) | Answered(tally):
            return tally
    assert_never(barrier)


# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, barrier: State) -> Sequence[Event]:
    """The facts that a command makes of a barrier.

    Raises:
        Refused: the answer is no; `access.not_found` where nobody has reported it.
    """
    match command:
        case CountReports():
            return _count(command)
        case EscalateBarrier():
            return _escalate(command, tally_of(barrier))
        case AnswerBarrier():
            return _answer(command, barrier)
    assert_never(command)


def _count(command: CountReports) -> Sequence[Event]:
    return [
        BarrierCounted(level=command.level, place=command.place, theme=command.theme, source=source, reports=reports)
        for source, reports in sorted(command.reports.items())
    ]


def _escalate(command: EscalateBarrier, tally: Tally) -> Sequence[Event]:
    if tally.raised_to is not None:
        raise Refused("barrier.already_escalated")
    _complete(command.summary, command.required, "summary")
    return [
        BarrierEscalated(
            level=tally.level,
            to=command.to,
            to_barrier=command.to_barrier,
            solution=command.solution,
            summary=_published(command.summary),
        )
    ]


def _answer(command: AnswerBarrier, barrier: State) -> Sequence[Event]:
    tally = tally_of(barrier)
    if isinstance(barrier, Answered):
        raise Refused("barrier.already_answered")
    _complete(command.answer, command.required, "answer")
    return [BarrierAnswered(level=tally.level, decision=command.decision, answer=_published(command.answer))]


def _complete(said: LocalisedText, required: tuple[Language, ...], name: str) -> None:
    for language in missing_languages(said, required):
        raise Refused("barrier.language_missing", f"{name}.{language}")


def _published(said: LocalisedText) -> GroupName:
    return GroupName(fi=said.fi, sv=said.sv, en=said.en)


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve(barrier: State, recorded: Recorded[Event]) -> State:
    """The barrier after a fact."""
    match recorded.event, barrier:
        case BarrierCounted() as fact, NotReported():
            return Open(_with(fact, Tally(fact.level, fact.place, fact.theme)))
        case BarrierCounted() as fact, Open(tally):
            return Open(_with(fact, tally))
        case BarrierCounted() as fact, Answered(tally):
            return Answered(_with(fact, tally))
        case BarrierEscalated() as fact, Open(tally):
            return Open(replace(tally, raised_to=fact.to_barrier))
        case BarrierEscalated() as fact, Answered(tally):
            return Answered(replace(tally, raised_to=fact.to_barrier))
        case BarrierAnswered(), Open(tally):
            return Answered(tally)
    raise ValueError(f"{recorded.head.type} cannot follow {type(barrier).__name__}")


def _with(fact: BarrierCounted, tally: Tally) -> Tally:
    reports = {**tally.reports, fact.source: tally.reports.get(fact.source, 0) + fact.reports}
    return replace(tally, reports=reports)
