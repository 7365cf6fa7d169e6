"""Figures about groups of people: what a table may say without saying something about somebody, and how sure it is.

Enters: counts, yes-or-no answers and days that have been summed up already. Leaves: `Cell`s. It must not know whom the
figures are about, nor where they come from.

Suppression. A count from 1 to the limit - 1 is hidden (primary). A reader knows every published count, every sum that
binds them, that a hidden count is at least 1 (a nought is always published, and never used as shelter), and the rule
itself. So further counts are hidden (complementary), until for each hidden one at least as many values as the limit are
possible: that is proved by an integer programme for each table, not by a rule of thumb. Whatever rests on a hidden
count (share, median, difference) is hidden with it.

That holds for a table that is asked once. Several questions with filters of the reader's own choice could be
subtracted from one another; so no endpoint takes any: the tables are fixed, each is made over all that it is about, and
tables that share sums are hidden together as one (`hidden` takes the sums of all of them).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import isnan, sqrt
from statistics import median
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[float64]

SMALL: Final = 5
CONFIDENCE: Final = 0.95
_SEED: Final = 20_260_101  # the same figures give the same interval, whoever asks and whenever
_RESAMPLES: Final = 1_999
_KEPT: Final = 512  # tables that are remembered: the same page is asked for again and again

K = TypeVar("K", bound=Hashable)


class Cell(BaseModel):
    """A figure: its value with the interval of `CONFIDENCE`, and the count `n` it rests on.

    `suppressed`: it is small, or would give a small one away; then all else is absent. Without a value and not
    suppressed, there is nothing to count (`n` is 0), and without an interval there are too few for one.
    """

    model_config = ConfigDict(frozen=True)

    value: float | None = None
    n: int | None = Field(default=None, ge=0)
    low: float | None = None
    high: float | None = None
    suppressed: bool = False


SUPPRESSED: Final = Cell(suppressed=True)
NOTHING: Final = Cell(n=0)


# --- suppression ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """What a reader can reckon with: the count `whole` is the sum of the counts `parts`."""

    whole: K
    parts: tuple[K, ...]


TOTAL: Final = "*"
"""In place of a category: all of them together."""

Place: TypeAlias = tuple[str, ...]
"""A place in a table: a category for each dimension, or TOTAL."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of any number of dimensions with every margin: place → count, and the sums between the places."""

    counts: Mapping[Place, int]
    sums: tuple[Sum[Place], ...]


def table_of(cells: Mapping[Place, int]) -> Table:
    """The table of inner `cells`; a combination that is not among them is a nought.

    Raises:
        ValueError: places with different numbers of dimensions, or with a TOTAL.
    """
    if len({len(place) for place in cells}) > 1 or any(TOTAL in place for place in cells):
        raise ValueError("cells have a category in each of the same dimensions")
    depth = len(next(iter(cells), ()))
    categories = [sorted({place[at] for place in cells}) for at in range(depth)]
    counts = dict.fromkeys(product(*([*known, TOTAL] for known in categories)), 0)
    for place, count in cells.items():
        for margin in product(*((own, TOTAL) for own in place)):
            counts[margin] += count
    sums = [
        Sum(place, tuple((*place[:at], one, *place[at + 1 :]) for one in categories[at]))
        for place in counts
        for at in range(depth)
        if place[at] == TOTAL
    ]
    return Table(counts, tuple(sums))


def suppressed(cells: Mapping[Place, int], limit: int = SMALL) -> dict[Place, Cell]:
    """Every place of the table, margins too, as a cell, the small ones and what gives them away hidden.

    Nothing gives nothing: without a cell there is no dimension to have a place in.
    """
    if not cells:
        return {}
    table = table_of(cells)
    away = hidden(table.counts, table.sums, limit)
    return {place: SUPPRESSED if place in away else counted(count) for place, count in table.counts.items()}


def counted(count: int) -> Cell:
    """A count that may be shown."""
    return Cell(value=count, n=count)


def hidden(
    counts: Mapping[K, int], sums: Iterable[Sum[K]], limit: int = SMALL, *, besides: Collection[K] = ()
) -> frozenset[K]:
    """Which of the counts must be hidden, so that no hidden one can be narrowed down to fewer than `limit` values.

    Args:
        counts: every count that would be published, none below 0.
        sums: every sum between them, of all tables that are published with one another.
        besides: counts that are hidden anyhow, because another table hides them.

    Raises:
        ValueError: a count below 0, or parts that do not make up their whole.
        KeyError: a sum of what is not among `counts`.
    """
    order = tuple(counts)
    at = {key: number for number, key in enumerate(order)}
    lines = tuple(sorted({(at[one.whole], tuple(sorted(at[part] for part in one.parts))) for one in sums}))
    known = tuple(counts[key] for key in order)
    if any(count < 0 for count in known) or any(known[whole] != sum(known[p] for p in parts) for whole, parts in lines):
        raise ValueError("counts are noughts or more, and parts make up their whole")
    return frozenset(order[number] for number in _hidden(known, lines, limit, frozenset(at[key] for key in besides)))


Line: TypeAlias = tuple[int, tuple[int, ...]]
"""A sum by number: whole, parts."""


@lru_cache(maxsize=_KEPT)
def _hidden(counts: tuple[int, ...], lines: tuple[Line, ...], limit: int, besides: frozenset[int]) -> frozenset[int]:
    away = {number for number, count in enumerate(counts) if 0 < count < limit or (count and number in besides)}
    sure: set[int] = set()  # proved to be sheltered; what is hidden later only widens what is possible
    while True:
        alone = _alone(counts, lines, away)
        exposed = alone if alone is not None else _exposed(counts, lines, away, sure, limit)
        if exposed is None:
            return frozenset(away)
        away.add(_shelter(counts, lines, away, exposed))


def _alone(counts: tuple[int, ...], lines: tuple[Line, ...], away: Collection[int]) -> int | None:
    """A hidden count that is the only one in one of its sums: it is what the others leave over."""
    for whole, parts in lines:
        left = [number for number in (whole, *parts) if number in away]
        if len(left) == 1 and any(counts[number] and number not in away for number in (whole, *parts)):
            return left[0]
    return None


def _shelter(counts: tuple[int, ...], lines: tuple[Line, ...], away: Collection[int], exposed: int) -> int:
    """The smallest published count that stands in a sum with the exposed one; else with those that stand with it.

    While anything but noughts is published among them there is one; when nothing is, every hidden count can be any
    multiple of what it is, so nothing is exposed.
    """
    reached = {exposed}
    while True:
        near = {number for whole, parts in lines for number in (whole, *parts) if reached & {whole, *parts}}
        if found := [number for number in near if counts[number] and number not in away]:
            return min(found, key=lambda number: (counts[number], number))
        if near <= reached:
            raise AssertionError("nothing is published beside it, so it cannot be exposed")
        reached |= near


def _exposed(
    counts: tuple[int, ...], lines: tuple[Line, ...], away: Collection[int], sure: set[int], limit: int
) -> int | None:
    """The first hidden count that can be narrowed down to fewer than `limit` values; adds to `sure` others."""
    if not away:
        return None
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    unknown = sorted(away)
    rows, left = _equations(counts, lines, unknown)
    bound = [LinearConstraint(np.array(rows), left, left)] if rows else []
    # Wide enough for every count at `limit` times what it is, which is possible where nothing else is published.
    bounds = Bounds(1, limit * (max(counts) + 1))
    low = high = np.array([counts[number] for number in unknown])
    for at, number in enumerate(unknown):
        if number in sure:
            continue
        for direction in (1, -1):
            if high[at] - low[at] >= limit - 1:
                break  # an earlier programme's solution has shown it already
            aim = np.zeros(len(unknown))
            aim[at] = direction
            found = milp(aim, constraints=bound, bounds=bounds, integrality=np.ones(len(unknown)))
            if not found.success:
                raise ArithmeticError(f"no table agrees with what is published, though one is: {found.message}")
            possible = np.rint(found.x).astype(int)
            low, high = np.minimum(low, possible), np.maximum(high, possible)
        wide = high - low >= limit - 1
        sure |= {one for one, enough in zip(unknown, wide, strict=True) if enough}
        if not wide[at]:
            return number
    return None


def _equations(
    counts: tuple[int, ...], lines: tuple[Line, ...], unknown: Sequence[int]
) -> tuple[list[list[int]], list[int]]:
    """What binds the unknown counts: for each sum the signs of the unknown, and what the known leave over."""
    column = {number: at for at, number in enumerate(unknown)}
    rows, left = [], []
    for whole, parts in lines:
        row = [0] * len(unknown)
        over = 0
        for number, sign in ((whole, -1), *((part, 1) for part in parts)):
            if number in column:
                row[column[number]] += sign
            else:
                over -= sign * counts[number]
        if any(row):
            rows.append(row)
            left.append(over)
    return rows, left


def ready() -> None:
    """Import what figures are made with, so that the first to ask does not wait for it."""
    import scipy.optimize
    import scipy.stats  # noqa: F401


# --- how sure it is ---------------------------------------------------------------------------------------------------


def share(part: int, of: int) -> Cell:
    """`part` / `of` with Wilson's score interval (1927), which keeps to 0 … 1 and fits few people too."""
    if of == 0:
        return NOTHING
    low, high = wilson(part, of)
    return Cell(value=part / of, n=of, low=low, high=high)


def wilson(part: int, of: int) -> tuple[float, float]:
    """The interval of a share."""
    from scipy.stats import binomtest

    found = binomtest(part, of).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


def middle(values: Sequence[float]) -> Cell:
    """The median with its exact interval from the binomial distribution; fewer than six are too few for one."""
    if not values:
        return NOTHING
    from scipy.stats import quantile_test

    found = quantile_test(values, p=0.5).confidence_interval(CONFIDENCE)
    low, high = float(found.low), float(found.high)
    if isnan(low) or isnan(high):
        return Cell(value=median(values), n=len(values))
    return Cell(value=median(values), n=len(values), low=low, high=high)


def shares_apart(part: int, of: int, other_part: int, other_of: int) -> Cell:
    """A share minus another group's, with Newcombe's hybrid score interval (1998, method 10); `n` is the first's."""
    if of == 0 or other_of == 0:
        return Cell(n=of)
    own, other = part / of, other_part / other_of
    (low, high), (other_low, other_high) = wilson(part, of), wilson(other_part, other_of)
    return Cell(
        value=own - other,
        n=of,
        low=own - other - sqrt((own - low) ** 2 + (other_high - other) ** 2),
        high=own - other + sqrt((high - own) ** 2 + (other - other_low) ** 2),
    )


def medians_apart(values: Sequence[float], others: Sequence[float]) -> Cell:
    """A median minus another group's, with a bootstrap interval from a fixed seed; `n` is the first's."""
    if not values or not others:
        return Cell(n=len(values))
    apart = median(values) - median(others)
    if min(len(values), len(others)) < 2:
        return Cell(value=apart, n=len(values))
    import numpy as np
    from scipy.stats import bootstrap

    found = bootstrap(
        (np.asarray(values, dtype=float), np.asarray(others, dtype=float)),
        _medians_apart,
        n_resamples=_RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Cell(value=apart, n=len(values), low=float(found.low), high=float(found.high))


def _medians_apart(values: Floats, others: Floats, axis: int = -1) -> Floats:
    import numpy as np

    return np.median(values, axis=axis) - np.median(others, axis=axis)


def chance_of_shares(part: int, of: int, other_part: int, other_of: int) -> float:
    """How likely shares as far apart as these are by chance (Fisher's exact test)."""
    if of == 0 or other_of == 0:
        return 1.0
    from scipy.stats import fisher_exact

    return float(fisher_exact([[part, of - part], [other_part, other_of - other_part]]).pvalue)


def chance_of_values(values: Sequence[float], others: Sequence[float]) -> float:
    """How likely two groups' values lie as far apart as these by chance (Mann and Whitney's test)."""
    if not values or not others or (set(values) == set(others) and len(set(values)) == 1):
        return 1.0
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(values, others).pvalue)


def outliers(chances: Mapping[K, float]) -> frozenset[K]:
    """Of several groups, each with the chance of its difference from the rest: those that stand out.

    Who compares many will find one by chance: at most one in twenty of those named is (Benjamini and Hochberg 1995).
    """
    if not chances:
        return frozenset()
    from scipy.stats import false_discovery_control

    adjusted = false_discovery_control(list(chances.values()))
    return frozenset(key for key, chance in zip(chances, adjusted, strict=True) if chance < 1 - CONFIDENCE)
