"""What may be done with a plan's document: it is issued, and each version keeps its number and its words for good.

A stream for each case, planning/document/<case>: its version n is the document's version n. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.events.codec import Recorded
from shared.events.model import Event, Personal
from shared.events.planning.documents import DocumentText, PlanDocumentIssued


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """The plan as it stands at `of_version` of its stream, in both languages."""

    municipality: str
    person_id: UUID
    plan: UUID
    of_version: int
    document: DocumentText


Command: TypeAlias = IssueDocument


@dataclass(frozen=True, slots=True)
class NeverIssued:
    """There is no document yet."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The newest version's number, and which facts it was made of."""

    number: int
    plan: UUID
    of_version: int


State: TypeAlias = NeverIssued | Issued
INITIAL: Final[State] = NeverIssued()


def decide(command: Command, document: State) -> Sequence[Event]:
    """A new version; nothing where nothing has happened since the newest one."""
    match document:
        case NeverIssued():
            return [_issued(command, 1)]
        case Issued(of_version=before) if before == command.of_version:
            return []
        case Issued(number):
            return [_issued(command, number + 1)]
    assert_never(document)


def _issued(command: Command, number: int) -> PlanDocumentIssued:
    return PlanDocumentIssued(
        municipality=command.municipality,
        plan=command.plan,
        number=number,
        of_version=command.of_version,
        document=Personal(command.person_id, command.document),
    )


def evolve(document: State, recorded: Recorded[Event]) -> State:
    """The document after a fact."""
    match recorded.event, document:
        case PlanDocumentIssued() as fact, NeverIssued() | Issued():
            return Issued(fact.number, fact.plan, fact.of_version)
    raise ValueError(f"{recorded.head.type} cannot follow {type(document).__name__}")
