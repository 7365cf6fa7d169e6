"""Figures: what is hidden cannot be reckoned back from what is shown, and an interval says how sure a figure is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.figures import (
    NOTHING,
    SUPPRESSED,
    TOTAL,
    Cell,
    Place,
    Sum,
    chance_of_shares,
    chance_of_values,
    counted,
    hidden,
    medians_apart,
    middle,
    outliers,
    share,
    shares_apart,
    suppressed,
    table_of,
)

pytestmark = pytest.mark.unit
LIMIT = 3  # small, so that all tables an attacker must think of can be counted one by one


def _possible(cells: Mapping[Place, int], shown: Mapping[Place, Cell]) -> dict[Place, set[int]]:
    """Every value of each hidden place in any table that agrees with what is shown: an attacker who tries them all.

    He knows that noughts are never hidden, and tries inner cells up to somewhat above the largest of them.
    """
    inner = list(cells)
    choices = [
        range(1, max(cells.values()) + LIMIT + 1) if shown[place].suppressed else [shown[place].n] for place in inner
    ]
    found: dict[Place, set[int]] = {place: set() for place, cell in shown.items() if cell.suppressed}
    for values in product(*choices):
        counts = table_of(
            {place: value for place, value in zip(inner, values, strict=True) if value is not None}
        ).counts
        if all(cell.suppressed or counts[place] == cell.n for place, cell in shown.items()):
            for place, possible in found.items():
                possible.add(counts[place])
    return found


@st.composite
def tables(draw: st.DrawFn) -> dict[Place, int]:
    shape = draw(st.sampled_from([(2,), (3,), (4,), (2, 2)]))
    places = product(*("abcd"[:width] for width in shape))
    return {place: draw(st.integers(0, 5)) for place in places}


@settings(max_examples=40, deadline=None)
@given(tables())
def test_whoever_tries_every_table_finds_several_values_for_each_hidden_place(cells: dict[Place, int]) -> None:
    shown = suppressed(cells, LIMIT)
    assert all(len(values) >= LIMIT for values in _possible(cells, shown).values())


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.tuples(*[st.sampled_from("ab")] * 3), st.integers(0, 40), min_size=1))
def test_what_is_small_is_never_shown_and_a_nought_always_is(cells: dict[Place, int]) -> None:
    shown = suppressed(cells)
    counts = table_of(cells).counts
    assert shown.keys() == counts.keys()
    for place, cell in shown.items():
        if 0 < counts[place] < 5:
            assert cell == SUPPRESSED
        elif counts[place] == 0 or not cell.suppressed:
            assert cell == Cell(value=counts[place], n=counts[place])


def test_one_small_place_takes_another_with_it_and_leaves_the_total() -> None:
    shown = suppressed({("a",): 2, ("b",): 9, ("c",): 40})
    assert {place for place, cell in shown.items() if cell.suppressed} == {("a",), ("b",)}
    assert shown[TOTAL,] == counted(51)


def test_two_ones_that_a_total_leaves_over_are_no_shelter_to_one_another() -> None:
    """Each is at least one, and together they are two: so a third goes too."""
    shown = suppressed({("a",): 1, ("b",): 1, ("c",): 7, ("d",): 30})
    assert {place for place, cell in shown.items() if cell.suppressed} == {("a",), ("b",), ("c",)}


def test_a_nought_gives_no_shelter() -> None:
    assert suppressed({}) == {}
    shown = suppressed({("a",): 2, ("b",): 0, ("c",): 0})
    assert [shown[place].suppressed for place in (("a",), ("b",), ("c",), (TOTAL,))] == [True, False, False, True]


def test_a_square_of_hidden_places_shelters_a_small_one_from_rows_and_columns() -> None:
    cells: dict[Place, int] = {
        ("a", "x"): 2,
        ("a", "y"): 20,
        ("a", "z"): 30,
        ("b", "x"): 25,
        ("b", "y"): 15,
        ("b", "z"): 40,
    }
    shown = suppressed(cells)
    assert {place for place, cell in shown.items() if cell.suppressed} == set(product("ab", "xy"))


def test_tables_that_share_a_sum_are_hidden_together() -> None:
    """A total that is shown by gender gives away by language what the one hidden language leaves over."""
    counts = {"all": 12, "women": 6, "men": 6, "ukr": 1, "prs": 11}
    by_gender, by_language = Sum("all", ("women", "men")), Sum("all", ("ukr", "prs"))
    assert hidden(counts, [by_gender]) == {"ukr"}
    assert hidden(counts, [by_gender, by_language]) == {"ukr", "prs"}
    lone = {"all": 7, "women": 1, "men": 0, "other": 6, "ukr": 7}
    assert hidden(lone, [Sum("all", ("women", "men", "other")), Sum("all", ("ukr",))]) == {"women", "other"}
    alone = {"all": 7, "women": 7, "ukr": 3, "prs": 4}
    assert hidden(alone, [Sum("all", ("women",)), by_language]) == {"ukr", "prs"}
    with pytest.raises(KeyError):
        hidden({"all": 7}, [by_gender])


def test_the_limit_is_the_regions() -> None:
    assert not suppressed({("a",): 6, ("b",): 30})["a",].suppressed
    assert suppressed({("a",): 6, ("b",): 30}, 7)["a",].suppressed
    assert suppressed({("a",): 4, ("b",): 30})["a",].suppressed
    assert not suppressed({("a",): 5, ("b",): 30})["a",].suppressed


@pytest.mark.parametrize(
    "counts", [{"whole": 3, "part": 2}, {"whole": -1, "part": -1}], ids=["parts that do not make it up", "below nought"]
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="parts make up"):
        hidden(counts, [Sum("whole", ("part",))])


def test_places_have_the_same_dimensions() -> None:
    with pytest.raises(ValueError, match="same dimensions"):
        table_of({("a",): 1, ("a", "b"): 1})
    with pytest.raises(ValueError, match="same dimensions"):
        table_of({(TOTAL,): 1})
    assert table_of({}).counts == {(): 0}


def test_a_share_has_wilsons_interval() -> None:
    cell = share(8, 10)
    assert (cell.value, cell.low, cell.high) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)
    assert cell.n == 10
    assert share(0, 0) == NOTHING


def test_a_median_has_the_exact_interval_of_the_binomial_and_five_have_none() -> None:
    assert middle([3, 1, 2, 5, 4]) == Cell(value=3, n=5)
    assert middle(list(range(1, 11))) == Cell(value=5.5, n=10, low=2, high=9)
    assert middle([]) == NOTHING


def test_a_difference_of_shares_has_newcombes_interval() -> None:
    """Newcombe 1998, table II, 56/70 - 48/80, method 10."""
    cell = shares_apart(56, 70, 48, 80)
    assert (cell.value, cell.low, cell.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert shares_apart(1, 2, 0, 0) == Cell(n=2)
    assert shares_apart(0, 0, 1, 2) == NOTHING


def test_a_difference_of_medians_is_the_same_whenever_it_is_asked_for() -> None:
    apart = medians_apart([30, 31, 32, 33, 34, 35], [10, 11, 12, 13, 14, 15])
    assert apart == medians_apart([30, 31, 32, 33, 34, 35], [10, 11, 12, 13, 14, 15])
    assert (apart.value, apart.n) == (20, 6)
    assert apart.low is not None
    assert apart.high is not None
    assert 15 <= apart.low < 20 < apart.high <= 25
    assert medians_apart([1], [3, 4]) == Cell(value=-2.5, n=1)
    assert medians_apart([], [3]) == NOTHING


def test_who_stands_out_is_named_and_chance_is_not() -> None:
    assert outliers({"a": 0.0001, "b": 0.04, "c": 0.5, "d": 0.9}) == {"a"}
    assert outliers({}) == frozenset()
    assert chance_of_shares(0, 20, 40, 40) < 0.001 < chance_of_shares(10, 20, 20, 40)
    assert chance_of_values(list(range(50, 60)), list(range(10))) < 0.001
    assert chance_of_values([3, 3], [3, 3]) == chance_of_values([], [1]) == chance_of_shares(0, 0, 1, 2) == 1.0
