"""Deadlines and limits as data: which version of which legal rule was in force on a day, and what it makes of a date.

Source: `data/legal-rules.csv`, where each row is one version of a rule, with its law, the day it came into force, where
it was seen and how sure that is. No deadline stands in code (docs/decisions/0004-law-as-data.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from dateutil.relativedelta import relativedelta

from shared.regions.files import TABLES, TableError, rows

RuleUnit: TypeAlias = Literal["hours", "days", "months", "years"]
Certainty: TypeAlias = Literal["seen", "unverified", "not found", "setting"]
"""`seen` in the source; `unverified`; `not found` in the law, so a default of the project; `setting` of a region."""

SETTING_LAW: Final = "project setting"
_FILE: Final = "legal-rules.csv"
_COLUMNS: Final = ("rule", "value", "unit", "law", "valid_from", "source", "certainty")
_SECTION: Final = re.compile(r"(?P<law>.*\S)\s*§\s*(?P<section>[0-9]+[a-z]?)")


class RuleError(LookupError):
    """A rule cannot answer: `name` and, where it matters, `day`."""

    def __init__(self, name: str, day: date | None, reason: str) -> None:
        super().__init__(f"rule {name!r}: {reason}")
        self.name = name
        self.day = day


class RuleUnknownError(RuleError):
    """No row, and so no law, has a rule of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name, None, "there is no such rule")


class RuleNotInForceError(RuleError):
    """Every version of the rule came into force after the day."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(name, day, f"no version was in force on {day}")


class RuleNotSetError(RuleError):
    """The version in force has no value, because none was found: a region's setting must give one, and does not."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(name, day, f"has no value on {day}; a region profile must set one")


class RuleHasNoDayError(RuleError):
    """The rule gives no day: it counts hours, or the day lies beyond the calendar."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule; it is in force until the next version of the same name.

    `law` is the number of the act or decree ("681/2023") or "project setting"; `section` as written in Finland
    ("62 §"), where known; `valid_from` is the version's day (None: since before anyone asks); `source` is where it
    was seen.
    """

    name: str
    value: int | None
    unit: RuleUnit
    law: str
    section: str | None
    valid_from: date | None
    source: str
    certainty: Certainty

    @property
    def since(self) -> date:
        """The first day of the version, for comparisons."""
        return self.valid_from or date.min

    @property
    def amount(self) -> int:
        """The value, in `unit`.

        Raises:
            RuleNotSetError: the version has none.
        """
        if self.value is None:
            raise RuleNotSetError(self.name, self.since)
        return self.value

    def due(self, start: date) -> date:
        """The last day, when the time runs from `start`.

        A period of months or years ends on the same day of its last month, or on that month's last day where it has no
        such day: 31 January + 1 month = 28 or 29 February (Act 150/1930, section 3).

        Raises:
            RuleNotSetError: the version has no value.
            RuleHasNoDayError: it counts hours, or the day lies beyond year 9999.
        """
        if self.unit == "hours":
            raise RuleHasNoDayError(self.name, start, "counts hours, and gives no day")
        try:
            return start + _period(self.amount, self.unit)
        except (OverflowError, ValueError) as beyond:
            raise RuleHasNoDayError(self.name, start, f"from {start} the day lies beyond the calendar") from beyond


def _period(amount: int, unit: Literal["days", "months", "years"]) -> relativedelta:
    match unit:
        case "days":
            return relativedelta(days=amount)
        case "months":
            return relativedelta(months=amount)
        case "years":
            return relativedelta(years=amount)


class RuleBook:
    """All versions of all rules, with a region's settings where it has any.

    A setting answers only where the law leaves room: where the national version in force has no value, or its
    certainty is not `seen`.
    """

    def __init__(self, national: Iterable[Rule], settings: Iterable[Rule] = ()) -> None:
        """`national` versions, and `settings` of a region (certainty `setting`).

        Raises:
            ValueError: two versions of one name begin on the same day.
            RuleUnknownError: a setting for a rule that no law has.
        """
        self._national = _versions(national)
        self._settings = _versions(settings)
        for name in self._settings:
            self.versions(name)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._national)

    def versions(self, name: str) -> tuple[Rule, ...]:
        """The national versions of a rule, oldest first.

        Raises:
            RuleUnknownError: there is no such rule.
        """
        try:
            return self._national[name]
        except KeyError:
            raise RuleUnknownError(name) from None

    def rule_for(self, name: str, day: date) -> Rule:
        """The version of `name` in force on `day`: the one whose `valid_from` is the latest not after it.

        Raises:
            RuleUnknownError: there is no such rule.
            RuleNotInForceError: its first version came later.
            RuleNotSetError: the version has no value, and the region sets none.
        """
        national = _in_force(self.versions(name), day)
        setting = _in_force(self._settings.get(name, ()), day)
        if setting and (national is None or national.value is None or national.certainty != "seen"):
            return setting
        if national is None:
            raise RuleNotInForceError(name, day)
        if national.value is None:
            raise RuleNotSetError(name, day)
        return national

    def at(self, day: date) -> Mapping[str, Rule]:
        """Name → version, for every rule that has one with a value in force on `day`."""
        found: dict[str, Rule] = {}
        for name in sorted(self._national):
            try:
                found[name] = self.rule_for(name, day)
            except (RuleNotInForceError, RuleNotSetError):
                continue
        return found

    def with_settings(self, settings: Iterable[Rule]) -> RuleBook:
        """The same law with a region's settings in place of any it had."""
        return RuleBook((rule for versions in self._national.values() for rule in versions), settings)


def _versions(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.name, rule.since)):
        earlier = found.get(rule.name, ())
        if earlier and earlier[-1].since == rule.since:
            raise ValueError(f"rule {rule.name!r}: two versions begin on {rule.since}")
        found[rule.name] = (*earlier, rule)
    return found


def _in_force(versions: tuple[Rule, ...], day: date) -> Rule | None:
    return next((rule for rule in reversed(versions) if rule.since <= day), None)


def read_rules(folder: Path = TABLES) -> RuleBook:
    """The national rules of `legal-rules.csv`.

    Raises:
        TableError: a row with a value, unit, day or certainty that cannot be; a version said twice.
    """
    found: list[Rule] = []
    seen: set[tuple[str, date]] = set()
    for line, row in rows(_FILE, _COLUMNS, folder):
        rule = _rule(line, row)
        if (rule.name, rule.since) in seen:
            raise TableError(_FILE, line, f"{rule.name}: a second version from {rule.valid_from or 'the beginning'}")
        seen.add((rule.name, rule.since))
        found.append(rule)
    return RuleBook(found)


def _rule(line: int, row: Mapping[str, str]) -> Rule:
    unit = next((unit for unit in get_args(RuleUnit) if unit == row["unit"]), None)
    certainty = next((each for each in get_args(Certainty) if each == row["certainty"] and each != "setting"), None)
    if not row["rule"] or unit is None or certainty is None:
        raise TableError(_FILE, line, "rule, unit and certainty must be given, and known")
    if row["value"] and not (row["value"].isascii() and row["value"].isdigit()):
        raise TableError(_FILE, line, f"value: {row['value']!r} is not a whole number")
    try:
        valid_from = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
    except ValueError as cause:
        raise TableError(_FILE, line, f"valid_from: {cause}") from cause
    law, section = row["law"], None
    if found := _SECTION.fullmatch(law):
        law, section = found["law"], f"{found['section']} §"
    value = int(row["value"]) if row["value"] else None
    return Rule(row["rule"], value, unit, law, section, valid_from, row["source"], certainty)


@cache
def rule_book() -> RuleBook:
    """The national rules, read once."""
    return read_rules()


def rule_for(name: str, day: date) -> Rule:
    """The national version of `name` in force on `day`; a region's own settings: `RegionProfile.rule_for`.

    Raises:
        RuleError: see `RuleBook.rule_for`.
    """
    return rule_book().rule_for(name, day)
