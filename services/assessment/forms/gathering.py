"""A form as it stands: every piece that was saved in this round of the assessment, put together.

It opens sealed answers, so it is folded only when an assessment is completed, and remembered nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Never

from shared.events.assessment import Answer, Answers, AssessmentAnswered, AssessmentRequired
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.ledger import Decider


@dataclass(frozen=True, slots=True)
class Sheet:
    """Answers by question, the questions answered in words, and the number of the set. Erased pieces are not in it."""

    answer_set: int = 0
    values: Mapping[str, Answer] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()


def evolve(sheet: Sheet, recorded: Recorded[Event]) -> Sheet:
    """The sheet after a fact of the case; a new round begins with an empty one."""
    match recorded.event:
        case AssessmentRequired():
            return Sheet()
        case AssessmentAnswered() as fact:
            match fact.answers.value:
                case Answers() as piece:
                    return with_piece(sheet, fact.answer_set, piece)
                case _:
                    return Sheet(fact.answer_set, sheet.values, sheet.texts)
        case _:
            return sheet


def with_piece(sheet: Sheet, answer_set: int, piece: Answers) -> Sheet:
    """The sheet with one more piece."""
    back = set(piece.taken_back)
    values = {question: value for question, value in sheet.values.items() if question not in back}
    return Sheet(answer_set, {**values, **piece.values}, (sheet.texts - back) | frozenset(piece.texts))


def _decide(command: Never, sheet: Sheet) -> Sequence[Event]:  # noqa: ARG001 - a decider's shape
    return []


SHEET: Final[Decider[Never, Sheet]] = Decider(Sheet(), _decide, evolve, opens=True)
"""What folds a case's stream into its form; it is loaded, and never asked."""
