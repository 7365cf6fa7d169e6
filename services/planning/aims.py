"""Goals and measures of a plan, each a thing of its own: set, seen to by somebody, reached or dropped; planned, done.

Pure: it is given the plan's goals and measures as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from services.planning.days import not_ahead
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.model import Event, Personal
from shared.events.planning.plans import (
    Dropped,
    DropReason,
    GoalDropped,
    GoalReached,
    GoalSet,
    MeasureDone,
    MeasurePlanned,
    Responsible,
)

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetGoal:
    """The plan aims at something."""

    municipality: str
    goal: UUID
    text: Words
    responsible: Responsible
    target_on: date | None


@dataclass(frozen=True, slots=True)
class ReachGoal:
    """What was aimed at is so."""

    municipality: str
    goal: UUID
    reached_on: date
    today: date


@dataclass(frozen=True, slots=True)
class DropGoal:
    """The goal is pursued no longer."""

    municipality: str
    goal: UUID
    dropped_on: date
    reason: DropReason
    today: date


@dataclass(frozen=True, slots=True)
class PlanMeasure:
    """Something will be done, for a goal or for the plan as a whole."""

    municipality: str
    measure: UUID
    goal: UUID | None
    text: Words
    responsible: Responsible
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class FinishMeasure:
    """It has been done."""

    municipality: str
    measure: UUID
    done_on: date
    today: date


Command: TypeAlias = SetGoal | ReachGoal | DropGoal | PlanMeasure | FinishMeasure

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aims:
    """Goals and measures by id; True where they are still pursued."""

    goals: Mapping[UUID, bool] = field(default_factory=dict)
    measures: Mapping[UUID, bool] = field(default_factory=dict)


# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, plan: UUID, person: UUID, aims: Aims) -> Sequence[Event]:
    """The facts that a command makes of a plan's goals and measures; none where all is so already.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case SetGoal():
            return _set(command, plan, person, aims)
        case ReachGoal():
            _pursued(aims.goals, command.goal, "goal.already_closed")
            not_ahead(command.reached_on, command.today, "reached_on")
            return [GoalReached(plan=plan, goal=command.goal, reached_on=command.reached_on)]
        case DropGoal():
            _pursued(aims.goals, command.goal, "goal.already_closed")
            not_ahead(command.dropped_on, command.today, "dropped_on")
            dropped = Personal(person, Dropped(reason=command.reason))
            return [GoalDropped(plan=plan, goal=command.goal, dropped_on=command.dropped_on, dropped=dropped)]
        case PlanMeasure():
            return _plan(command, plan, person, aims)
        case FinishMeasure():
            _pursued(aims.measures, command.measure, "measure.already_done")
            not_ahead(command.done_on, command.today, "done_on")
            return [MeasureDone(plan=plan, measure=command.measure, done_on=command.done_on)]
    assert_never(command)


def _set(command: SetGoal, plan: UUID, person: UUID, aims: Aims) -> Sequence[Event]:
    if command.goal in aims.goals:
        return []
    return [
        GoalSet(
            plan=plan,
            goal=command.goal,
            responsible=command.responsible,
            target_on=command.target_on,
            text=sealed(command.text, person),
        )
    ]


def _plan(command: PlanMeasure, plan: UUID, person: UUID, aims: Aims) -> Sequence[Event]:
    if command.measure in aims.measures:
        return []
    if command.goal is not None:
        _pursued(aims.goals, command.goal, "goal.already_closed")
    if command.starts_on and command.ends_on and command.ends_on < command.starts_on:
        raise Refused("measure.ends_before_it_starts", "ends_on")
    return [
        MeasurePlanned(
            plan=plan,
            measure=command.measure,
            goal=command.goal,
            responsible=command.responsible,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            text=sealed(command.text, person),
        )
    ]


def _pursued(things: Mapping[UUID, bool], one: UUID, closed: str) -> None:
    if one not in things:
        raise Refused("access.not_found")
    if not things[one]:
        raise Refused(closed)


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve(aims: Aims, fact: GoalSet | GoalReached | GoalDropped | MeasurePlanned | MeasureDone) -> Aims:
    """A plan's goals and measures after a fact about one of them."""
    match fact:
        case GoalSet():
            return replace(aims, goals={**aims.goals, fact.goal: True})
        case GoalReached() | GoalDropped():
            return replace(aims, goals={**aims.goals, fact.goal: False})
        case MeasurePlanned():
            return replace(aims, measures={**aims.measures, fact.measure: True})
        case MeasureDone():
            return replace(aims, measures={**aims.measures, fact.measure: False})
    assert_never(fact)
