"""Flows: what became of offers between two municipalities, how long it took, and nobody told by a small figure."""

from __future__ import annotations

from datetime import date

import pytest

from services.reporting.figures import Cell, counted
from services.reporting.flows import Moves, Offer, crossings, moves

pytestmark = pytest.mark.unit
TODAY = date(2026, 6, 30)


def taken(days: int, moved: date = date(2026, 5, 20), ground: str | None = "work") -> Offer:
    return Offer("905", "545", "accepted", date(2026, 5, 1), date(2026, 5, 1 + days), moved, None, ground)


def said_no(refusal: str) -> Offer:
    return Offer("905", "545", "declined", date(2026, 5, 1), date(2026, 5, 3), None, refusal)


def only(*offers: Offer) -> Moves:
    (found,) = moves(offers, TODAY, 5)
    return found


def test_handovers_are_counted_by_month_and_ground_with_the_days_they_took() -> None:
    found = only(
        *(taken(day) for day in range(6)),
        *(taken(10, date(2026, 4, 28), "study") for _ in range(5)),
    )
    assert found.offers == counted(11)
    assert {outcome: cell.n for outcome, cell in found.outcomes.items()} == {
        "accepted": 11, "declined": 0, "expired": 0, "withdrawn": 0, "offered": 0,
    }  # fmt: skip
    assert {month: cell.n for month, cell in found.months.items()} == {"2026-04": 5, "2026-05": 6}
    assert {ground: cell.n for ground, cell in found.grounds.items()} == {"study": 5, "work": 6}
    assert (found.days_to_answer.value, found.days_to_answer.n) == (5, 11)
    assert found.days_to_move.value == 19
    assert found.waiting == Cell(n=0)


def test_a_move_before_its_offer_took_no_days() -> None:
    assert only(*(taken(1, date(2026, 4, 2)) for _ in range(5))).days_to_move.value == 0


def test_one_refusal_hides_what_it_would_follow_from_and_the_days_with_it() -> None:
    found = only(*(taken(4) for _ in range(8)), said_no("no_capacity"))
    assert found.outcomes["declined"].suppressed
    assert found.refusals["no_capacity"].suppressed
    assert found.outcomes["accepted"].suppressed
    assert found.days_to_answer.suppressed
    assert found.outcomes["expired"] == counted(0)
    assert found.offers == counted(9)


def test_refusals_have_their_reasons_and_open_offers_their_age() -> None:
    waiting = [Offer("905", "545", "offered", date(2026, 6, 20)) for _ in range(5)]
    found = only(*(said_no("no_capacity") for _ in range(6)), *(said_no("not_moving") for _ in range(7)), *waiting)
    assert {reason: cell.n for reason, cell in found.refusals.items()} == {"no_capacity": 6, "not_moving": 7}
    assert (found.waiting.value, found.waiting.n) == (10, 5)
    unread = only(*(taken(1, ground=None) for _ in range(5)))
    assert list(unread.grounds) == ["unknown"]


def test_each_direction_is_a_row_of_its_own() -> None:
    back = Offer("545", "905", "expired", date(2026, 5, 1))
    found = moves([taken(1), back], TODAY, 5)
    assert [(one.sender, one.receiver) for one in found] == [("545", "905"), ("905", "545")]
    assert all(one.offers.suppressed for one in found)


def test_referrals_over_a_border_are_hidden_by_pair() -> None:
    counts = {("545", "started"): 7, ("545", "made"): 6, ("598", "started"): 9, ("598", "made"): 1}
    found = crossings({("905", *seen): count for seen, count in counts.items()}, 5)
    first, second = found
    assert (first.municipality, first.provider, first.referrals) == ("905", "545", counted(13))
    assert {state: cell.n for state, cell in first.states.items()} == {"started": 7, "made": 6}
    assert second.states["made"].suppressed
    assert second.states["started"].suppressed
    assert second.referrals == counted(10)
