"""An integration programme: its versions one after another, and measurements of the newest one's indicators. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

from services.activities.wording import complete
from shared.errors import Refused
from shared.events.activities.programmes import Indicator, IndicatorMeasured, ProgrammeAdopted, ProgrammeGoal
from shared.events.activities.texts import PublishedText
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language


@dataclass(frozen=True, slots=True)
class Measure:
    """What a goal is to be measured by."""

    code: str
    name: LocalisedText
    unit: str
    baseline: Decimal | None
    target: Decimal


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a version."""

    code: str
    text: LocalisedText
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class AdoptProgramme:
    """A version is adopted; its texts must be said in every language that is `required`."""

    municipality: str
    title: LocalisedText
    adopted_on: date
    adopted_by: str
    valid_from: date
    valid_to: date
    goals: tuple[Goal, ...]
    required: tuple[Language, ...]
    today: date


@dataclass(frozen=True, slots=True)
class MeasureIndicator:
    """What an indicator is, on a day."""

    municipality: str
    goal: str
    indicator: str
    amount: Decimal
    measured_on: date
    today: date


Command: TypeAlias = AdoptProgramme | MeasureIndicator


@dataclass(frozen=True, slots=True)
class NoProgramme:
    """Nothing has been adopted."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest version: its number, when it was adopted, and each goal's indicators."""

    municipality: str
    number: int
    adopted_on: date
    indicators: Mapping[str, frozenset[str]]


State: TypeAlias = NoProgramme | InForce
INITIAL: Final = NoProgramme()


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a programme.

    Raises:
        Refused: the answer is no; `access.not_found` where it isn't the asking municipality's.
    """
    if isinstance(state, InForce) and state.municipality != command.municipality:
        raise Refused("access.not_found")
    match command:
        case AdoptProgramme():
            return _adopt(command, state)
        case MeasureIndicator():
            return _measure(command, state)
    assert_never(command)


def _adopt(command: AdoptProgramme, state: State) -> Sequence[Event]:
    before = state.number if isinstance(state, InForce) else 0
    if command.adopted_on > command.today:
        raise Refused("programme.adopted_in_the_future", "adopted_on")
    if isinstance(state, InForce) and command.adopted_on < state.adopted_on:
        raise Refused("programme.before_the_version_before", "adopted_on")
    if command.valid_to < command.valid_from:
        raise Refused("programme.ends_before_it_begins", "valid_to")
    _different([goal.code for goal in command.goals], "goals")
    return [
        ProgrammeAdopted(
            municipality=command.municipality,
            number=before + 1,
            title=_said(command.title, command, "title"),
            adopted_on=command.adopted_on,
            adopted_by=command.adopted_by,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            goals=tuple(_goal(goal, command, f"goals.{number}") for number, goal in enumerate(command.goals)),
        )
    ]


def _goal(goal: Goal, command: AdoptProgramme, field: str) -> ProgrammeGoal:
    _different([measure.code for measure in goal.measures], f"{field}.indicators")
    indicators = tuple(
        Indicator(
            code=measure.code,
            name=_said(measure.name, command, f"{field}.indicators.{number}.name"),
            unit=measure.unit,
            baseline=None if measure.baseline is None else f"{measure.baseline:f}",
            target=f"{measure.target:f}",
        )
        for number, measure in enumerate(goal.measures)
    )
    return ProgrammeGoal(code=goal.code, text=_said(goal.text, command, f"{field}.text"), indicators=indicators)


def _said(text: LocalisedText, command: AdoptProgramme, field: str) -> PublishedText:
    return complete(text, command.required, "programme.language_missing", field)


def _different(codes: Sequence[str], field: str) -> None:
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise Refused("programme.code_twice", f"{field}.{number}.code")


def _measure(command: MeasureIndicator, state: State) -> Sequence[Event]:
    match state:
        case NoProgramme():
            raise Refused("access.not_found")
        case InForce(_, _, _, indicators):
            if command.indicator not in indicators.get(command.goal, frozenset()):
                raise Refused("programme.indicator_unknown", "indicator")
            if command.measured_on > command.today:
                raise Refused("programme.measured_in_the_future", "measured_on")
            return [
                IndicatorMeasured(
                    goal=command.goal,
                    indicator=command.indicator,
                    amount=f"{command.amount:f}",
                    measured_on=command.measured_on,
                )
            ]
    assert_never(state)


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The programme after a fact."""
    match recorded.event, state:
        case ProgrammeAdopted() as fact, _:
            indicators = {goal.code: frozenset(one.code for one in goal.indicators) for goal in fact.goals}
            return InForce(fact.municipality, fact.number, fact.adopted_on, indicators)
        case IndicatorMeasured(), InForce():
            return state
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
