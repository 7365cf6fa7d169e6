"""A report of a barrier, from a case: a stream of its own, planning/report/<id>, with the case as its key. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from uuid import UUID

from services.planning.words import Words, sealed
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.events.planning.barriers import BarrierReported, Solution


@dataclass(frozen=True, slots=True)
class ReportBarrier:
    """Something slows this client's integration; `words` stay in the case."""

    municipality: str
    person_id: UUID
    report: UUID
    barrier: UUID
    theme: str
    solution: Solution
    words: Words | None


@dataclass(frozen=True, slots=True)
class NotReported:
    """Nothing was said."""


@dataclass(frozen=True, slots=True)
class Reported:
    """It was said, once."""


State: TypeAlias = NotReported | Reported
INITIAL: Final[State] = NotReported()


def decide(command: ReportBarrier, report: State) -> Sequence[Event]:
    """The report, once."""
    if isinstance(report, Reported):
        return []
    return [
        BarrierReported(
            municipality=command.municipality,
            report=command.report,
            barrier=command.barrier,
            theme=command.theme,
            solution=command.solution,
            words=sealed(command.words, command.person_id) if command.words else None,
        )
    ]


def evolve(report: State, recorded: Recorded[Event]) -> State:
    """The report after a fact."""
    match recorded.event, report:
        case BarrierReported(), NotReported():
            return Reported()
    raise ValueError(f"{recorded.head.type} cannot follow {type(report).__name__}")
