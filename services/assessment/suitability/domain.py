"""What may be recorded of somebody and an area: visits, and evaluations that rest on them.

Pure: days, ids, the deployment's municipalities and the client come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.assessment.suitability import AreaVisited, Evaluation, Participants, SuitabilityEvaluated
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal

MATTERS: Final = ("housing", "work", "services", "school", "transport", "nature", "community", "language")
"""What an area is weighed by."""
MOST: Final = 4

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """Somebody has been to see `area`; `known` says whether it is a municipality of the deployment."""

    municipality: str
    person_id: UUID
    visit: UUID
    area: str
    known: bool
    visited_on: date
    participants: Participants
    impressions: Words | None
    today: date


@dataclass(frozen=True, slots=True)
class EvaluateSuitability:
    """`area` is weighed together with the client."""

    municipality: str
    person_id: UUID
    area: str
    known: bool
    evaluated_on: date
    evaluation: Evaluation
    reasons: Words | None
    today: date


Command: TypeAlias = RecordVisit | EvaluateSuitability

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visits:
    """The days of the visits to each area."""

    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


INITIAL: Final = Visits()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, visits: Visits) -> Sequence[Event]:
    """The facts that a command makes.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case RecordVisit():
            return _visit(command)
        case EvaluateSuitability():
            return _evaluate(command, visits)
    assert_never(command)


def _visit(command: RecordVisit) -> Sequence[Event]:
    _area(known=command.known)
    _not_ahead(command.visited_on, command.today, "visited_on")
    return [
        AreaVisited(
            municipality=command.municipality,
            person_id=command.person_id,
            visit=command.visit,
            area=command.area,
            visited_on=command.visited_on,
            participants=Personal(command.person_id, command.participants),
            impressions=_text(command.impressions, command.person_id),
        )
    ]


def _evaluate(command: EvaluateSuitability, visits: Visits) -> Sequence[Event]:
    _area(known=command.known)
    _not_ahead(command.evaluated_on, command.today, "evaluated_on")
    evaluation = command.evaluation
    if not 0 <= evaluation.interest <= MOST:
        raise Refused("suitability.out_of_range", "interest")
    for matter, weight in evaluation.matters.items():
        if matter not in MATTERS:
            raise Refused("suitability.unknown_matter", f"matters.{matter}")
        if not 0 <= weight <= MOST:
            raise Refused("suitability.out_of_range", f"matters.{matter}")
    before = [day for day in visits.days.get(command.area, ()) if day <= command.evaluated_on]
    return [
        SuitabilityEvaluated(
            municipality=command.municipality,
            area=command.area,
            evaluated_on=command.evaluated_on,
            visits=len(before),
            evaluation=Personal(command.person_id, evaluation),
            reasons=_text(command.reasons, command.person_id),
        )
    ]


def _area(*, known: bool) -> None:
    if not known:
        raise Refused("suitability.unknown_area", "area")


def _not_ahead(day: date, today: date, name: str) -> None:
    if day > today:
        raise Refused("suitability.day_in_the_future", name)


def _text(words: Words | None, person: UUID) -> Personal[FreeText] | None:
    return Personal(words.text_id, FreeText(text=words.text), parents=(person,)) if words else None


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve(visits: Visits, recorded: Recorded[Event]) -> Visits:
    """The visits after a fact."""
    match recorded.event:
        case AreaVisited() as fact:
            return replace(visits, days={**visits.days, fact.area: (*visits.days.get(fact.area, ()), fact.visited_on)})
        case SuitabilityEvaluated():
            return visits
    raise ValueError(f"{recorded.head.type} is nothing that suitability knows")
