"""The themes of multilingual civic orientation as data: which there were on a day, and what they are called.

Source: `data/orientation-themes.csv` (Decree 576/2024); the hours are a rule, `civic_orientation_min`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from shared.regions.files import TABLES, TableError, rows
from shared.regions.localised import LocalisedText

HOURS: Final = "civic_orientation_min"
"""The rule that says how many hours there are at least."""

_FILE: Final = "orientation-themes.csv"
_COLUMNS: Final = ("code", "fi", "sv", "en", "law", "valid_from")


@dataclass(frozen=True, slots=True)
class OrientationTheme:
    """One theme: its code, its name, the decree, and since when that has it."""

    code: str
    name: LocalisedText
    law: str
    valid_from: date


def read_themes(folder: Path = TABLES) -> tuple[OrientationTheme, ...]:
    """The themes of the table, in its order.

    Raises:
        TableError: a theme without a name in one of the languages, or a day that is none.
    """
    found = []
    for line, row in rows(_FILE, _COLUMNS, folder):
        if not all(row[name] for name in ("code", "fi", "sv", "en", "law")):
            raise TableError(_FILE, line, "code, fi, sv, en and law must be given")
        try:
            since = date.fromisoformat(row["valid_from"])
        except ValueError as cause:
            raise TableError(_FILE, line, f"valid_from: {cause}") from cause
        name = LocalisedText(fi=row["fi"], sv=row["sv"], en=row["en"])
        found.append(OrientationTheme(row["code"], name, row["law"], since))
    return tuple(found)


@cache
def _themes() -> tuple[OrientationTheme, ...]:
    return read_themes()


def themes_on(day: date) -> Mapping[str, OrientationTheme]:
    """Code → theme, of those in force on the day."""
    return {theme.code: theme for theme in _themes() if theme.valid_from <= day}
