"""Comparing: the same questions about the people of several places, how far apart the answers lie, and who stands out.

Enters: people without who they are, where each is counted, and the questions. Leaves: figures for each place and group.
It must not know what is asked, nor who asks: a table is made over all places and then shown in part, so that nobody can
subtract one reader's table from another's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final, Generic, Protocol, TypeAlias, TypeVar

from services.reporting.figures import (
    SUPPRESSED,
    TOTAL,
    Cell,
    Sum,
    chance_of_shares,
    chance_of_values,
    hidden,
    medians_apart,
    middle,
    outliers,
    share,
    shares_apart,
)


class Counted(Protocol):
    """Somebody, by where they are counted: a place, and the group that a table is broken down by."""

    @property
    def place(self) -> str: ...

    @property
    def group(self) -> str: ...


P = TypeVar("P", bound=Counted)


class Unit(StrEnum):
    """What an indicator is counted in."""

    DAYS = "days"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Measure(Generic[P]):
    """A question with yes or no about everybody whom it `concerns`; `days` until the yes, where they are counted."""

    concerns: Callable[[P], bool]
    reached: Callable[[P], bool]
    days: Callable[[P], int | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Questions(Generic[P]):
    """Measures, and the indicators made of them: (measure, counted in).

    `together` are measures that concern the same people, so that where their number is hidden in one it is in all.
    """

    measures: Mapping[str, Measure[P]]
    indicators: Mapping[str, tuple[str, Unit]]
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Place → the places that it is made up of (itself, where it is none of several); `whole` is made up of all."""

    parts: Mapping[str, tuple[str, ...]]
    whole: str


Spot: TypeAlias = tuple[str, str]
"""A place and a group, or TOTAL."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator at a spot. `apart`: of a place from the rest of the whole, of a group from the rest of its place."""

    indicator: str
    place: str
    group: str
    value: Cell
    apart: Cell | None
    outlier: bool


def figures(
    people: Sequence[P],
    questions: Questions[P],
    places: Places,
    limit: int,
    shown: Collection[str],
    *,
    by_group: bool,
) -> list[Figure]:
    """Every indicator at every spot of the places in `shown`, what must be hidden in the whole table hidden."""
    groups = [*sorted({one.group for one in people}), TOTAL] if by_group else [TOTAL]
    at = _at(people, places.parts, groups)
    away = _away(at, questions, places.parts, groups, limit)
    found = []
    for indicator, (measure, unit) in questions.indicators.items():
        visible = {spot for spot in at if not any((*spot, answer) in away[measure] for answer in _ANSWERS)}
        asked = questions.measures[measure]
        found += _of_indicator(indicator, asked, unit, at, visible, places.whole, limit, shown)
    return found


_YES, _NO = "yes", "no"
_ANSWERS: Final = (_YES, _NO, TOTAL)


def _at(people: Sequence[P], places: Mapping[str, tuple[str, ...]], groups: Sequence[str]) -> dict[Spot, list[P]]:
    """Who is counted at each spot."""
    of: dict[str, list[P]] = {}
    for one in people:
        of.setdefault(one.place, []).append(one)
    return {
        (place, group): [one for code in members for one in of.get(code, ()) if group in (TOTAL, one.group)]
        for (place, members), group in product(places.items(), groups)
    }


def _away(
    at: Mapping[Spot, Sequence[P]],
    questions: Questions[P],
    places: Mapping[str, tuple[str, ...]],
    groups: Sequence[str],
    limit: int,
) -> dict[str, frozenset[tuple[str, str, str]]]:
    """For each measure what is hidden of its table: place by group by answer."""
    sums = [
        Sum((place, group, answer), tuple((code, group, answer) for code in members))
        for (place, members), group, answer in product(places.items(), groups, _ANSWERS)
        if members != (place,)
    ]
    sums += [Sum((*spot, TOTAL), ((*spot, _YES), (*spot, _NO))) for spot in at]
    sums += [
        Sum((place, TOTAL, answer), tuple((place, group, answer) for group in groups if group != TOTAL))
        for place, answer in product(places, _ANSWERS)
        if len(groups) > 1
    ]
    found: dict[str, frozenset[tuple[str, str, str]]] = {}
    common: frozenset[tuple[str, str, str]] = frozenset()
    todo = list(questions.measures)
    while todo:
        name = todo.pop(0)
        together = name in questions.together
        counts = _counts(at, questions.measures[name])
        found[name] = hidden(counts, sums, limit, besides=common if together else ())
        people = frozenset(key for key in found[name] if key[2] == TOTAL)
        if together and not people <= common:
            common |= people
            todo += [other for other in questions.together if other != name and other not in todo]
    return found


def _counts(at: Mapping[Spot, Sequence[P]], measure: Measure[P]) -> dict[tuple[str, str, str], int]:
    counts: dict[tuple[str, str, str], int] = {}
    for spot, people in at.items():
        concerned = [one for one in people if measure.concerns(one)]
        reached = sum(map(measure.reached, concerned))
        counts |= {(*spot, _YES): reached, (*spot, _NO): len(concerned) - reached, (*spot, TOTAL): len(concerned)}
    return counts


@dataclass(frozen=True, slots=True)
class _Answers:
    """What an indicator is counted from at a spot, or at what is left of it without another."""

    reached: int
    concerned: int
    days: tuple[int, ...]

    def value(self, unit: Unit) -> Cell:
        return middle(self.days) if unit is Unit.DAYS else share(self.reached, self.concerned)

    def counted_in(self, unit: Unit) -> int:
        return self.reached if unit is Unit.DAYS else self.concerned

    def apart(self, rest: _Answers, unit: Unit) -> Cell:
        if unit is Unit.DAYS:
            return medians_apart(self.days, rest.days)
        return shares_apart(self.reached, self.concerned, rest.reached, rest.concerned)

    def chance(self, rest: _Answers, unit: Unit) -> float:
        if unit is Unit.DAYS:
            return chance_of_values(self.days, rest.days)
        return chance_of_shares(self.reached, self.concerned, rest.reached, rest.concerned)


def _answers(people: Iterable[P], measure: Measure[P]) -> _Answers:
    concerned = [one for one in people if measure.concerns(one)]
    reached = [one for one in concerned if measure.reached(one)]
    days = sorted(day for one in reached if (day := measure.days(one)) is not None)
    return _Answers(len(reached), len(concerned), tuple(days))


def _of_indicator(
    indicator: str,
    measure: Measure[P],
    unit: Unit,
    at: Mapping[Spot, Sequence[P]],
    visible: Collection[Spot],
    everywhere: str,
    limit: int,
    shown: Collection[str],
) -> list[Figure]:
    answers = {spot: _answers(people, measure) for spot, people in at.items()}
    rests: dict[Spot, _Answers] = {}
    for spot in visible:
        whole = _compared_with(spot, everywhere)
        if whole is None or whole not in visible:
            continue
        inside = set(map(id, at[spot]))
        rest = _answers((one for one in at[whole] if id(one) not in inside), measure)
        if min(answers[spot].counted_in(unit), rest.counted_in(unit)) >= limit:
            rests[spot] = rest
    named = outliers({spot: answers[spot].chance(rests[spot], unit) for spot in at if spot in rests})
    return [
        Figure(
            indicator,
            *spot,
            answers[spot].value(unit) if spot in visible else SUPPRESSED,
            answers[spot].apart(rests[spot], unit) if spot in rests else None,
            spot in named,
        )
        for spot in at
        if spot[0] in shown
    ]


def _compared_with(spot: Spot, everywhere: str) -> Spot | None:
    """A place is compared with the rest of the whole; a group with the rest of its place."""
    place, group = spot
    if group != TOTAL:
        return place, TOTAL
    return None if place == everywhere else (everywhere, TOTAL)
