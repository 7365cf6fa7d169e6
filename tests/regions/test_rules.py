"""Which version of a rule was in force on a day, and what it makes of a date."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.regions.files import TableError
from shared.regions.rules import (
    Rule,
    RuleBook,
    RuleHasNoDayError,
    RuleNotInForceError,
    RuleNotSetError,
    RuleUnknownError,
    read_rules,
    rule_book,
    rule_for,
)
from shared.regions.texts import LANGUAGES, catalogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)
MONTH = Rule("wait", 1, "months", "1/2020", None, date(2020, 1, 1), "", "seen")


@pytest.mark.parametrize(
    ("name", "day", "value", "unit", "law"),
    [
        ("plan_preparation_starts", date(2011, 9, 1), 14, "days", "1386/2010"),
        ("plan_preparation_starts", date(2024, 12, 31), 14, "days", "1386/2010"),
        ("plan_preparation_starts", date(2025, 1, 1), 0, "days", "681/2023"),
        ("total_plan_max", date(2024, 12, 31), 3, "years", "1386/2010"),
        ("total_plan_max", TODAY, 2, "years", "681/2023"),
        ("steered_to_service", date(2012, 1, 1), 1, "months", "1386/2010"),
        ("steered_to_service", TODAY, 6, "months", "681/2023"),
        ("assessment_must_start", TODAY, 2, "months", "project setting"),
        ("non_disclosure_first", date(1990, 1, 1), 5, "years", "population information act"),
    ],
)
def test_the_version_in_force_on_the_day_answers(name: str, day: date, value: int, unit: str, law: str) -> None:
    rule = rule_for(name, day)
    assert (rule.value, rule.unit, rule.law) == (value, unit, law)


def test_a_rule_tells_what_a_trace_records_of_it() -> None:
    rule = rule_for("municipal_placement_retention", TODAY)
    assert (rule.name, rule.law, rule.section, rule.valid_from) == (
        "municipal_placement_retention",
        "1386/2010",
        "62 §",
        date(2011, 9, 1),
    )


def test_a_default_of_the_project_says_that_it_is_one() -> None:
    rule = rule_for("assessment_must_start", TODAY)
    assert (rule.certainty, rule.law) == ("not found", "project setting")


def test_before_its_first_version_no_rule_is_in_force() -> None:
    with pytest.raises(RuleNotInForceError) as refused:
        rule_for("civic_orientation_min", date(2024, 12, 31))
    assert (refused.value.name, refused.value.day) == ("civic_orientation_min", date(2024, 12, 31))
    assert "civic_orientation_min" not in rule_book().at(date(2024, 12, 31))
    assert rule_book().at(TODAY)["civic_orientation_min"].value == 70


def test_a_rule_that_no_law_has_is_unknown() -> None:
    with pytest.raises(RuleUnknownError, match="coffee_break"):
        rule_for("coffee_break", TODAY)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_months_last(start: date, due: date) -> None:
    assert MONTH.due(start) == due


def test_years_and_days_are_counted_by_the_calendar() -> None:
    assert replace(MONTH, value=1, unit="years").due(date(2024, 2, 29)) == date(2025, 2, 28)
    assert replace(MONTH, value=14, unit="days").due(date(2026, 2, 20)) == date(2026, 3, 6)
    assert replace(MONTH, value=0, unit="days").due(TODAY) == TODAY


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 240))
def test_months_keep_the_day_where_the_month_has_it(start: date, months: int) -> None:
    due = replace(MONTH, value=months).due(start)
    assert (due.year - start.year) * 12 + due.month - start.month == months
    assert due.day == min(start.day, monthrange(due.year, due.month)[1])


def test_hours_and_the_calendars_end_give_no_day() -> None:
    with pytest.raises(RuleHasNoDayError, match="hours"):
        rule_for("civic_orientation_min", TODAY).due(TODAY)
    with pytest.raises(RuleHasNoDayError, match="beyond the calendar"):
        MONTH.due(date(9999, 12, 31))


def test_a_version_without_a_value_needs_a_setting() -> None:
    empty = replace(MONTH, value=None, certainty="not found")
    setting = replace(MONTH, value=3, law="project setting", certainty="setting", valid_from=date(2026, 1, 1))
    with pytest.raises(RuleNotSetError):
        RuleBook([empty]).rule_for("wait", TODAY)
    with pytest.raises(RuleNotSetError):
        empty.due(TODAY)
    assert RuleBook([empty]).at(TODAY) == {}
    assert RuleBook([empty], [setting]).rule_for("wait", TODAY) == setting
    with pytest.raises(RuleNotSetError):
        RuleBook([empty], [setting]).rule_for("wait", date(2025, 12, 31))


def test_a_setting_gives_way_when_the_law_has_spoken() -> None:
    default = replace(MONTH, certainty="not found")
    law = replace(MONTH, value=2, law="2/2027", valid_from=date(2027, 1, 1))
    setting = replace(MONTH, value=3, law="project setting", certainty="setting", valid_from=date(2026, 1, 1))
    book = RuleBook([default, law], [setting])
    assert book.rule_for("wait", date(2025, 6, 1)) == default
    assert book.rule_for("wait", date(2026, 6, 1)) == setting
    assert book.rule_for("wait", date(2027, 6, 1)) == law


def test_a_setting_for_no_rule_and_two_versions_of_one_day_are_refused() -> None:
    with pytest.raises(RuleUnknownError):
        RuleBook([MONTH], [replace(MONTH, name="other")])
    with pytest.raises(ValueError, match="two versions begin on 2020-01-01"):
        RuleBook([MONTH, replace(MONTH, value=2)])


HEADER = "rule,value,unit,law,valid_from,source,certainty\n"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("rule,value\n", "legal-rules.csv: line 1: columns"),
        (HEADER + "a,1,weeks,1/2020,2020-01-01,,seen\n", "legal-rules.csv: line 2: rule, unit"),
        (HEADER + "a,1,days,1/2020,2020-01-01,,perhaps\n", "legal-rules.csv: line 2: rule, unit"),
        (HEADER + "a,1,days,1/2020,2020-01-01,,setting\n", "legal-rules.csv: line 2: rule, unit"),
        (HEADER + "a,-1,days,1/2020,2020-01-01,,seen\n", "legal-rules.csv: line 2: value"),
        (HEADER + "a,1,days,1/2020,2020-02-30,,seen\n", "legal-rules.csv: line 2: valid_from"),
        (HEADER + "a,1,days,1/2020\n", "legal-rules.csv: line 2: 4 fields"),
        (HEADER + "a,1,days,x,,,seen\na,2,days,y,,,seen\n", "legal-rules.csv: line 3: a: a second version"),
    ],
)
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, table: str, message: str) -> None:
    (tmp_path / "legal-rules.csv").write_text(table, encoding="utf-8")
    with pytest.raises(TableError) as refused:
        read_rules(tmp_path)
    assert str(refused.value).startswith(message)


def test_every_rule_has_a_name_that_people_read() -> None:
    for language in LANGUAGES:
        assert {f"rule.{name}" for name in rule_book().names} <= catalogue(language).forms.keys()
