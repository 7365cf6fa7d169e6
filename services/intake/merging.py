"""What may be done with two cases of one person: one leads, the other becomes a part of its history, or stands again.

Enters: a command, and how the case stands. Leaves: the facts, one for each of the two streams. It must not know how
they are stored. Both cases are one municipality's: a case of another moves by a transfer first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from services.intake.states import (
    AwayCase,
    Case,
    ClosedCase,
    Merge,
    MergedCase,
    OfferedCase,
    OpenCase,
    Standing,
    State,
    cannot,
    holding,
    known,
    ongoing,
)
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.standing import CaseSeparated, DuplicateMerged, MergedIntoCase, MergeUndone
from shared.events.model import Event

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeadMerge:
    """Another case of the municipality is this person's: this one leads."""

    municipality: str
    merge: UUID
    other_case: UUID
    today: date


@dataclass(frozen=True, slots=True)
class JoinMerge:
    """The same, said to the other case: it becomes a part of the leading one."""

    municipality: str
    merge: UUID
    leading_case: UUID
    today: date


@dataclass(frozen=True, slots=True)
class UndoMerge:
    """The two cases are two persons' after all."""

    municipality: str
    merge: UUID


@dataclass(frozen=True, slots=True)
class Separate:
    """The same, said to the other case: it stands by itself again."""

    merge: UUID


MergeCommand: TypeAlias = LeadMerge | JoinMerge | UndoMerge | Separate

# --- what is decided --------------------------------------------------------------------------------------------------


def decide_merge(command: MergeCommand, case: State) -> Sequence[Event]:
    """The facts that a command makes of one of the two cases; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case, or the merge, isn't the asking municipality's.
    """
    match command:
        case LeadMerge():
            return _lead(command, case)
        case JoinMerge():
            return _join(command, case)
        case UndoMerge():
            return _undo(command, known(command.municipality, case).case)
        case Separate():
            return _separate(command, case)
    assert_never(command)


def _lead(command: LeadMerge, case: State) -> Sequence[Event]:
    standing = ongoing(command.municipality, case)
    if any(one.other_case == command.other_case for one in standing.case.merges):
        return []
    if isinstance(standing, OfferedCase) and not standing.expired(command.today):
        raise Refused("case.offered")
    return [
        DuplicateMerged(merge=command.merge, municipality=standing.case.municipality, other_case=command.other_case)
    ]


def _join(command: JoinMerge, case: State) -> Sequence[Event]:
    match known(command.municipality, case):
        case MergedCase(leading_case=command.leading_case):
            return []
        case MergedCase():
            raise Refused("case.merged")
        case OfferedCase():
            raise Refused("case.offered")
        case OpenCase() | AwayCase() | ClosedCase():
            return [
                MergedIntoCase(
                    merge=command.merge, municipality=command.municipality, leading_case=command.leading_case
                )
            ]


def _undo(command: UndoMerge, case: Case) -> Sequence[Event]:
    for one in case.merges:
        if one.merge == command.merge:
            return [MergeUndone(merge=one.merge, municipality=case.municipality, other_case=one.other_case)]
    raise Refused("access.not_found")


def _separate(command: Separate, case: State) -> Sequence[Event]:
    match case:
        case MergedCase(merge=command.merge):
            return [
                CaseSeparated(
                    merge=case.merge,
                    municipality=case.case.municipality,
                    leading_case=case.leading_case,
                    goes_on=not isinstance(case.before, ClosedCase),
                )
            ]
        case _:
            return []


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve_merge(case: Standing, recorded: Recorded[Event]) -> State:
    """The case after it was merged, or parted."""
    match recorded.event, case:
        case DuplicateMerged() as fact, _:
            merges = (*case.case.merges, Merge(fact.merge, fact.other_case))
            return holding(case, replace(case.case, merges=merges))
        case MergeUndone() as fact, _:
            merges = tuple(one for one in case.case.merges if one.merge != fact.merge)
            return holding(case, replace(case.case, merges=merges))
        case MergedIntoCase() as fact, OpenCase(held) | AwayCase(held) | ClosedCase(held):
            return MergedCase(held, fact.merge, fact.leading_case, case)
        case CaseSeparated(), MergedCase(before=before):
            return before
    raise cannot(recorded, case)
