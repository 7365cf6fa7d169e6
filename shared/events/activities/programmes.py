"""Events of the integration programme (kotoutumisohjelma) of a municipality: its versions, and how its goals go.

Enters: nothing. Leaves: a programme's facts, all of them public. They must not know how a version came about.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class Indicator(Value):
    """What a goal is measured by; `baseline` and `target` are decimal numbers ("62.5") in `unit`."""

    code: str
    name: PublishedText
    unit: str
    baseline: str | None = None
    target: str


class ProgrammeGoal(Value):
    """A goal of a programme; its `code` stays when its words change, so that versions can be compared."""

    code: str
    text: PublishedText
    indicators: tuple[Indicator, ...] = ()


class ProgrammeAdopted(Event, version=1, effective="adopted_on"):
    """A version of the programme was adopted."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    number: Annotated[int, Clear("the version's number, from 1")]
    title: Annotated[PublishedText, Clear("published")]
    adopted_on: Annotated[date, Clear("published")]
    adopted_by: Annotated[str, Clear("published: the body that decided")]
    valid_from: Annotated[date, Clear("published")]
    valid_to: Annotated[date, Clear("published")]
    goals: Annotated[tuple[ProgrammeGoal, ...], Clear("published")]


class IndicatorMeasured(Event, version=1, effective="measured_on"):
    """What an indicator of a goal is, on a day."""

    goal: Annotated[str, Clear("the goal's code")]
    indicator: Annotated[str, Clear("the indicator's code")]
    amount: Annotated[str, Clear("a decimal number, in the indicator's unit: a figure of a municipality")]
    measured_on: Annotated[date, Clear("published")]
