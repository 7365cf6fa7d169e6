"""Whether a place is open: at any instant, on holidays that move, and on the days when the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.opening import Openness, instant, openness
from shared.errors import Problem

pytestmark = pytest.mark.unit

HELSINKI = "Europe/Helsinki"
ZONE = ZoneInfo(HELSINKI)
WEEK = "Mo 09:00-16:00; Tu 09:00-16:00; We 09:00-16:00; Th 09:00-16:00; Fr 09:00-15:00; PH off"
CHRISTMAS = f"{WEEK}; 2026 Dec 24-2026 Dec 31 off; 2026 Dec 30 10:00-12:00"


def at(text: str, hours: str = WEEK, **days: date) -> Openness:
    return openness(hours, HELSINKI, datetime.fromisoformat(text).replace(tzinfo=ZONE), **days)


def there(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "is_open", "until"),
    [
        ("2026-03-02T08:59:59", False, "2026-03-02T09:00"),
        ("2026-03-02T09:00", True, "2026-03-02T16:00"),
        ("2026-03-02T15:59:59", True, "2026-03-02T16:00"),
        ("2026-03-02T16:00", False, "2026-03-03T09:00"),
        ("2026-03-06T15:30", False, "2026-03-09T09:00"),
    ],
)
def test_a_week_opens_and_closes_to_the_minute(text: str, is_open: bool, until: str) -> None:
    stands = at(text)
    assert (stands.open, stands.until) == (is_open, there(until))


def test_what_is_open_says_when_it_opens_again_and_what_is_closed_when_it_opens() -> None:
    assert at("2026-03-02T10:00").next_opening == there("2026-03-03T09:00")
    assert at("2026-03-02T08:00").next_opening == there("2026-03-02T09:00")


@pytest.mark.parametrize(
    "holiday",
    ["2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2027-03-26", "2030-05-30"],
)
def test_finlands_holidays_are_closed_the_movable_ones_too(holiday: str) -> None:
    assert not at(f"{holiday}T10:00").open
    assert at(f"{holiday}T10:00", WEEK.replace("; PH off", "")).open


def test_an_exception_goes_before_the_week_and_a_later_one_before_an_earlier() -> None:
    assert not at("2026-12-28T10:00", CHRISTMAS).open
    assert at("2026-12-30T10:00", CHRISTMAS) == Openness(
        open=True, until=there("2026-12-30T12:00"), next_opening=there("2027-01-04T09:00")
    )
    assert at("2026-12-23T16:00", CHRISTMAS).next_opening == there("2026-12-30T10:00")


def test_an_hour_that_the_clock_skips_is_not_waited_for() -> None:
    """29 March 2026: after 02:59:59 comes 04:00, so a place that is open 02-05 closes two hours after it opened."""
    night = "Su 02:00-05:00"
    opens, closes = there("2026-03-29T02:00"), there("2026-03-29T05:00")
    assert closes.astimezone(UTC) - opens.astimezone(UTC) == timedelta(hours=2)
    begun = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert openness(night, HELSINKI, begun).open
    assert openness(night, HELSINKI, begun + timedelta(hours=1, minutes=59)).open
    assert not openness(night, HELSINKI, begun + timedelta(hours=2)).open


def test_an_hour_that_the_clock_shows_twice_is_open_twice() -> None:
    """25 October 2026: 03:00-03:59 comes twice, so 02-05 lasts four hours."""
    night = "Su 02:00-05:00"
    begun = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    assert not openness(night, HELSINKI, begun - timedelta(minutes=1)).open
    for minutes in (0, 59, 60, 90, 119, 120, 150, 239):
        assert openness(night, HELSINKI, begun + timedelta(minutes=minutes)).open, minutes
    assert not openness(night, HELSINKI, begun + timedelta(hours=4)).open


def test_the_same_opening_is_another_instant_in_summer_and_in_winter() -> None:
    assert openness(WEEK, HELSINKI, datetime(2026, 7, 6, 6, 0, tzinfo=UTC)).open
    assert not openness(WEEK, HELSINKI, datetime(2026, 11, 23, 6, 0, tzinfo=UTC)).open
    assert openness(WEEK, HELSINKI, datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=2)))).open


def test_a_point_abroad_opens_by_its_own_clock() -> None:
    hours = "Mo 09:00-16:00"
    assert not openness(hours, "Europe/Lisbon", datetime(2026, 3, 2, 8, 59, tzinfo=UTC)).open
    assert openness(hours, "Europe/Lisbon", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)).open


def test_before_its_first_day_and_after_its_last_it_is_closed() -> None:
    monday, friday = date(2026, 3, 2), date(2026, 3, 6)
    before = at("2026-02-27T10:00", opened_on=monday)
    assert before == Openness(open=False, until=there("2026-03-02T09:00"), next_opening=there("2026-03-02T09:00"))
    assert at("2026-03-06T10:00", closed_on=friday) == Openness(
        open=True, until=there("2026-03-06T15:00"), next_opening=None
    )
    assert at("2026-03-09T10:00", closed_on=friday) == Openness(open=False, until=None, next_opening=None)


def test_what_is_never_open_never_opens() -> None:
    assert at("2026-03-02T10:00", "off") == Openness(open=False, until=None, next_opening=None)


def test_an_instant_is_read_with_an_offset_or_by_the_points_own_clock() -> None:
    assert instant("2026-03-02T09:00:00Z", HELSINKI) == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert instant("2026-03-02T09:00:00 02:00", HELSINKI) == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert instant("2026-03-02T09:00", HELSINKI) == datetime(2026, 3, 2, 7, tzinfo=UTC)
    with pytest.raises(Problem):
        instant("tomorrow", HELSINKI)


@settings(max_examples=60, deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_until_is_later_and_there_it_is_the_other_way_round(moment: datetime) -> None:
    stands = openness(CHRISTMAS, HELSINKI, moment)
    assert stands.until is not None
    assert stands.until > moment
    assert openness(CHRISTMAS, HELSINKI, stands.until).open is not stands.open


def test_a_change_in_the_hour_that_comes_twice_is_never_before_the_instant_asked_about() -> None:
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 03:10 for the second time
    stands = openness("Su 03:30-05:00", HELSINKI, second)
    assert (stands.open, stands.until and stands.until.astimezone(UTC)) == (
        False,
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    skipped = openness("Su 03:30-05:00", HELSINKI, datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert skipped.until == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
