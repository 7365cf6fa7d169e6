"""How strategy work goes: stage after stage, each with a workshop or more; outcomes become actions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.wording import as_published
from shared.errors import Refused
from shared.events.activities.texts import Owner
from shared.events.activities.workshops import (
    Attendees,
    Outcome,
    OutcomeTakenUp,
    ParticipantKind,
    Stage,
    StrategyBegun,
    WorkshopHeld,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText

STAGES: Final = tuple(Stage)

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginStrategy:
    """A municipality begins strategy work on integration."""

    municipality: str
    title: LocalisedText


@dataclass(frozen=True, slots=True)
class HoldWorkshop:
    """A workshop of a stage was held, with these people by kind and these outcomes by id."""

    municipality: str
    workshop: UUID
    stage: Stage
    held_on: date
    attendees: Mapping[ParticipantKind, int]
    outcomes: Mapping[UUID, LocalisedText]
    today: date


@dataclass(frozen=True, slots=True)
class TakeUpOutcome:
    """An outcome becomes an action of an owner, by a day."""

    municipality: str
    outcome: UUID
    action: UUID
    what: LocalisedText | None  # the outcome's own words where nothing else is said
    owner: str
    due_on: date
    today: date


Command: TypeAlias = BeginStrategy | HoldWorkshop | TakeUpOutcome

# --- how strategy work can stand --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotBegun:
    """There is no such strategy work."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """`stages` are those that had a workshop; `outcomes` what came of them, `taken_up` which of it."""

    municipality: str
    stages: frozenset[Stage] = frozenset()
    last_held_on: date = date.min
    outcomes: Mapping[UUID, Outcome] = field(default_factory=dict)
    taken_up: frozenset[UUID] = frozenset()


State: TypeAlias = NotBegun | UnderWay
INITIAL: Final = NotBegun()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of strategy work.

    Raises:
        Refused: the answer is no; `access.not_found` where it isn't the asking municipality's.
    """
    match command:
        case BeginStrategy():
            return _begin(command, state)
        case HoldWorkshop():
            return _hold(command, _of(command.municipality, state))
        case TakeUpOutcome():
            return _take_up(command, _of(command.municipality, state))
    assert_never(command)


def _of(municipality: str, state: State) -> UnderWay:
    match state:
        case UnderWay() if state.municipality == municipality:
            return state
        case NotBegun() | UnderWay():
            raise Refused("access.not_found")
    assert_never(state)


def _begin(command: BeginStrategy, state: State) -> Sequence[Event]:
    if isinstance(state, UnderWay):
        raise Refused("strategy.begun_already")
    return [StrategyBegun(municipality=command.municipality, title=as_published(command.title))]


def _hold(command: HoldWorkshop, state: UnderWay) -> Sequence[Event]:
    if command.held_on > command.today:
        raise Refused("workshop.held_in_the_future", "held_on")
    if command.held_on < state.last_held_on:
        raise Refused("workshop.before_the_last_one", "held_on")
    for earlier in STAGES[: STAGES.index(command.stage)]:
        if earlier not in state.stages:
            raise Refused("workshop.stage_skipped", "stage")
    if sum(command.attendees.values()) == 0:
        raise Refused("workshop.nobody_there", "attendees")
    return [
        WorkshopHeld(
            workshop=command.workshop,
            stage=command.stage,
            held_on=command.held_on,
            attendees=tuple(Attendees(kind=kind, people=people) for kind, people in command.attendees.items()),
            outcomes=tuple(
                Outcome(outcome=outcome, what=as_published(what)) for outcome, what in command.outcomes.items()
            ),
        )
    ]


def _take_up(command: TakeUpOutcome, state: UnderWay) -> Sequence[Event]:
    if command.outcome in state.taken_up:
        raise Refused("workshop.outcome_taken_up_already")
    outcome = state.outcomes.get(command.outcome)
    if outcome is None:
        raise Refused("access.not_found")
    if command.due_on < command.today:
        raise Refused("action.due_in_the_past", "due_on")
    return [
        OutcomeTakenUp(
            outcome=command.outcome,
            action=command.action,
            municipality=command.municipality,
            what=outcome.what if command.what is None else as_published(command.what),
            owner=Owner(name=command.owner),
            due_on=command.due_on,
        )
    ]


# --- how a fact moves it on -------------------------------------------------------------------------------------------


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The strategy work after a fact."""
    match recorded.event, state:
        case StrategyBegun() as fact, NotBegun():
            return UnderWay(fact.municipality)
        case WorkshopHeld() as fact, UnderWay():
            outcomes = {**state.outcomes, **{one.outcome: one for one in fact.outcomes}}
            return replace(state, stages=state.stages | {fact.stage}, last_held_on=fact.held_on, outcomes=outcomes)
        case OutcomeTakenUp() as fact, UnderWay():
            return replace(state, taken_up=state.taken_up | {fact.outcome})
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
