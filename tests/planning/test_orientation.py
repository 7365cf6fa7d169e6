"""Civic orientation: hours by theme against the decree, said as sentences; and the themes as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.planning.orientation.domain import INITIAL, Fulfilled, GiveOrientation, Lacking, decide, evolve
from shared.events.planning.orientation import OrientationFulfilled, OrientationGiven
from shared.regions.files import TableError
from shared.regions.orientation import HOURS, read_themes, themes_on
from shared.regions.rules import rule_for
from shared.regions.traces import traced
from tests.planning.facts import TODAY, VAASA
from tests.spec import Spec

pytestmark = pytest.mark.unit

given = Spec(INITIAL, decide, evolve).given
SEVENTY = rule_for(HOURS, TODAY)
THEMES = frozenset(themes_on(TODAY))


def give(theme: str, minutes: int) -> GiveOrientation:
    return GiveOrientation(VAASA, theme, minutes, TODAY, "ara", THEMES, SEVENTY, TODAY)


def gave(theme: str, minutes: int) -> OrientationGiven:
    return OrientationGiven(municipality=VAASA, theme=theme, minutes=minutes, given_on=TODAY, language="ara")


ALL = [gave(theme, 460) for theme in sorted(THEMES)]  # 69 hours, something of each


def test_the_decree_has_nine_themes_and_seventy_hours() -> None:
    assert len(THEMES) == 9
    assert (SEVENTY.amount, SEVENTY.unit, SEVENTY.law) == (70, "hours", "576/2024")
    assert themes_on(date(2024, 12, 31)) == {}
    assert all(theme.name.fi and theme.name.sv and theme.name.en for theme in themes_on(TODAY).values())


def test_hours_of_a_theme_are_recorded_and_add_up() -> None:
    given().when(give("work", 90)).produces(gave("work", 90))
    given(gave("work", 90), gave("work", 30)).is_in(Lacking({"work": 120}))


def test_a_theme_that_the_decree_has_not_is_refused() -> None:
    given().when(give("cooking", 60)).refuses("orientation.theme_unknown", "theme")


def test_what_has_not_been_given_yet_is_refused() -> None:
    tomorrow = replace(give("work", 60), given_on=TODAY + timedelta(days=1))
    given().when(tomorrow).refuses("planning.day_in_the_future", "given_on")


def test_the_decree_is_fulfilled_with_its_seventieth_hour() -> None:
    fulfilled = OrientationFulfilled(
        municipality=VAASA, minutes=4200, rule=traced(SEVENTY, "fulfilled", minutes=4200, themes=9)
    )
    given(*ALL).when(give("work", 59)).produces(gave("work", 59))
    given(*ALL).when(give("work", 60)).produces(gave("work", 60), fulfilled)
    case = given(*ALL, gave("work", 60), fulfilled)
    case.when(give("work", 60)).produces(gave("work", 60))
    case.when(give("work", 60)).leads_to(Fulfilled({**dict.fromkeys(sorted(THEMES), 460), "work": 580}))


def test_hours_enough_without_something_of_each_theme_do_not_suffice() -> None:
    given(*ALL[1:], gave(ALL[1].theme, 4200)).when(give("work", 60)).produces(gave("work", 60))


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    done = OrientationFulfilled(municipality=VAASA, minutes=1, rule=traced(SEVENTY, "fulfilled"))
    with pytest.raises(ValueError, match="cannot follow Fulfilled"):
        given(*ALL, done, done).is_in(INITIAL)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,yksi,,one,1/2020,2020-01-01\n", "line 2: code, fi, sv, en and law"),
        ("a,yksi,ett,one,1/2020,2020-02-30\n", "line 2: valid_from"),
    ],
)
def test_a_table_that_lacks_something_is_not_read(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "orientation-themes.csv").write_text(f"code,fi,sv,en,law,valid_from\n{row}", encoding="utf-8")
    with pytest.raises(TableError, match=message):
        read_themes(tmp_path)
