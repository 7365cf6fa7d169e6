"""Equality of services: the same indicators in every municipality, and how far apart they lie.

Enters: the milestones of those who arrived in a year, without who they are, and the region's composition. Leaves:
figures for each municipality, each unit within the region, and the region, by gender, language or reason of arrival if
asked. It must not know who asks: the tables are made over the whole region and then shown in part, so that nobody can
subtract one reader's table from another's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Final, TypeAlias

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

LANGUAGES_APART: Final = 6
"""As many languages as most people speak stand by themselves; those of fewer are counted together."""

OTHER: Final = "other"
UNANSWERED: Final = "unanswered"


class By(StrEnum):
    """What the figures are broken down by; there are no other tables."""

    ALL = "all"
    GENDER = "gender"
    LANGUAGE = "language"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Steps:
    """One person's milestones; the days are those from the arrival. `group` is what the table is broken down by."""

    municipality: str
    group: str
    assessed: int | None
    planned: int | None
    served: int | None
    referrals_ended: bool
    referral_completed: bool
    tested_again: bool
    progressed: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A question with yes or no about everybody whom it `concerns`; `days` until the yes, where they are counted."""

    concerns: Callable[[Steps], bool]
    reached: Callable[[Steps], bool]
    days: Callable[[Steps], int | None] = lambda _: None


def _everybody(_: Steps) -> bool:
    return True


MEASURES: Final[Mapping[str, Measure]] = {
    "assessed": Measure(_everybody, lambda one: one.assessed is not None, lambda one: one.assessed),
    "planned": Measure(_everybody, lambda one: one.planned is not None, lambda one: one.planned),
    "served": Measure(_everybody, lambda one: one.served is not None, lambda one: one.served),
    "completed": Measure(lambda one: one.referrals_ended, lambda one: one.referral_completed),
    "progressed": Measure(lambda one: one.tested_again, lambda one: one.progressed),
}
OF_EVERYBODY: Final = ("assessed", "planned", "served")
"""These count the same people, so where the number of people is hidden in one it is hidden in all."""


class Unit(StrEnum):
    """What an indicator is counted in."""

    DAYS = "days"
    SHARE = "share"


INDICATORS: Final[Mapping[str, tuple[str, Unit]]] = {
    "days_to_assessment": ("assessed", Unit.DAYS),
    "days_to_plan": ("planned", Unit.DAYS),
    "days_to_first_service": ("served", Unit.DAYS),
    "share_with_plan": ("planned", Unit.SHARE),
    "referral_outcome": ("completed", Unit.SHARE),
    "language_progress": ("progressed", Unit.SHARE),
}
"""Indicator → (measure, counted in)."""

Spot: TypeAlias = tuple[str, str]
"""A place ("905", "unit:…", "region:15") and a group, or TOTAL."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Which municipalities a region, and each unit wholly within it, had on a day."""

    region: str
    municipalities: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]
    on: date

    @property
    def whole(self) -> str:
        return f"region:{self.region}"

    def places(self) -> dict[str, tuple[str, ...]]:
        """Place → its municipalities."""
        own = {code: (code,) for code in self.municipalities}
        return (
            own | {f"unit:{code}": members for code, members in self.units.items()} | {self.whole: self.municipalities}
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator at a spot. `apart`: from the rest of the region, or, of a group, from the rest of its place."""

    indicator: str
    place: str
    group: str
    value: Cell
    apart: Cell | None
    outlier: bool


def grouped(codes: Iterable[str | None], by: By) -> dict[str | None, str]:
    """Code → the group that the table has it in."""
    counted = Counter(codes)
    if by is By.ALL:
        return dict.fromkeys(counted, OTHER)
    known = sorted((code for code in counted if code is not None), key=lambda code: (-counted[code], code))
    apart = known if by is not By.LANGUAGE else known[:LANGUAGES_APART]
    return {code: UNANSWERED if code is None else code if code in apart else OTHER for code in counted}


def figures(
    steps: Sequence[Steps], composition: Composition, by: By, limit: int, shown: Collection[str]
) -> list[Figure]:
    """Every indicator at every spot of the places in `shown`, what must be hidden over the whole region hidden."""
    groups = [TOTAL] if by is By.ALL else [*sorted({one.group for one in steps}), TOTAL]
    places = composition.places()
    at = _at(steps, places, groups)
    away = _away(at, places, groups, limit)
    found = []
    for indicator, (measure, unit) in INDICATORS.items():
        visible = {spot for spot in at if not any((*spot, answer) in away[measure] for answer in _ANSWERS)}
        found += _of_indicator(indicator, MEASURES[measure], unit, at, visible, composition, limit, shown)
    return found


_YES, _NO = "yes", "no"
_ANSWERS: Final = (_YES, _NO, TOTAL)


def _at(
    steps: Sequence[Steps], places: Mapping[str, tuple[str, ...]], groups: Sequence[str]
) -> dict[Spot, list[Steps]]:
    """Who is counted at each spot."""
    of: dict[str, list[Steps]] = {}
    for one in steps:
        of.setdefault(one.municipality, []).append(one)
    return {
        (place, group): [one for code in members for one in of.get(code, ()) if group in (TOTAL, one.group)]
        for (place, members), group in product(places.items(), groups)
    }


def _away(
    at: Mapping[Spot, Sequence[Steps]], places: Mapping[str, tuple[str, ...]], groups: Sequence[str], limit: int
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
    todo = list(MEASURES)
    while todo:
        name = todo.pop(0)
        together = name in OF_EVERYBODY
        counts = _counts(at, MEASURES[name])
        found[name] = hidden(counts, sums, limit, besides=common if together else ())
        people = frozenset(key for key in found[name] if key[2] == TOTAL)
        if together and not people <= common:
            common |= people
            todo += [other for other in OF_EVERYBODY if other != name and other not in todo]
    return found


def _counts(at: Mapping[Spot, Sequence[Steps]], measure: Measure) -> dict[tuple[str, str, str], int]:
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


def _answers(people: Iterable[Steps], measure: Measure) -> _Answers:
    concerned = [one for one in people if measure.concerns(one)]
    reached = [one for one in concerned if measure.reached(one)]
    days = sorted(day for one in reached if (day := measure.days(one)) is not None)
    return _Answers(len(reached), len(concerned), tuple(days))


def _of_indicator(
    indicator: str,
    measure: Measure,
    unit: Unit,
    at: Mapping[Spot, Sequence[Steps]],
    visible: Collection[Spot],
    composition: Composition,
    limit: int,
    shown: Collection[str],
) -> list[Figure]:
    answers = {spot: _answers(people, measure) for spot, people in at.items()}
    rests: dict[Spot, _Answers] = {}
    for spot in visible:
        whole = _compared_with(spot, composition)
        if whole not in visible:
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


def _compared_with(spot: Spot, composition: Composition) -> Spot | None:
    """A municipality or unit is compared with the rest of the region; a group with the rest of its place."""
    place, group = spot
    if group != TOTAL:
        return place, TOTAL
    return None if place == composition.whole else (composition.whole, TOTAL)
