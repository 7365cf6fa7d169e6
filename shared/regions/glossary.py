"""The field's terms in Finnish, Swedish and English, as they were on a day.

Sources: `data/glossary.csv` (`sv_source` says whether the Swedish was seen in an official source) and
`data/glossary-validity.csv` (from when until when a term was the right one, what came after it, and its English name
without a remark on that).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from shared.regions.files import TABLES, TableError, rows
from shared.regions.texts import Language

_TERMS: Final = "glossary.csv"
_VALIDITY: Final = "glossary-validity.csv"


class TermUnknownError(LookupError):
    """The glossary has no term with this key."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its `key` in the glossary, its three names, the days it was the right one, and its successor's key."""

    key: str
    fi: str
    sv: str
    en: str
    swedish_seen: bool
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: str | None = None

    def said_in(self, language: Language) -> str:
        match language:
            case "fi":
                return self.fi
            case "sv":
                return self.sv
            case "en":
                return self.en


class Glossary:
    """Terms by key; a concept keeps one key for life, whichever of its terms it is asked by."""

    def __init__(self, terms: dict[str, Term]) -> None:
        self._terms = terms
        self._before = {term.succeeded_by: term.key for term in terms.values() if term.succeeded_by}

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._terms)

    def entry(self, key: str, on: date) -> Term:
        """The term that was right on the day: one too new gives way to its predecessor, one too old to its successor.

        Raises:
            TermUnknownError: no term has this key.
        """
        if key not in self._terms:
            raise TermUnknownError(f"the glossary has no term {key!r}")
        found = self._terms[key]
        while found.valid_to and on > found.valid_to and found.succeeded_by:
            found = self._terms[found.succeeded_by]
        while found.valid_from and on < found.valid_from and found.key in self._before:
            found = self._terms[self._before[found.key]]
        return found


def _day(line: int, column: str, written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as cause:
        raise TableError(_VALIDITY, line, f"{column}: {cause}") from cause


def read_glossary(folder: Path = TABLES) -> Glossary:
    """The glossary with its validity.

    Raises:
        TableError: a validity for a term that is not there, a successor that is not there, or a day that is none.
    """
    written = {row["key"]: row for _, row in rows(_TERMS, ("key", "fi", "sv", "en", "sv_source"), folder)}
    terms = {
        key: Term(key, row["fi"], row["sv"], row["en"], swedish_seen=row["sv_source"] == "seen")
        for key, row in written.items()
    }
    columns = ("key", "valid_from", "valid_to", "succeeded_by", "en", "source")
    for line, row in rows(_VALIDITY, columns, folder):
        for key in (row["key"], row["succeeded_by"] or row["key"]):
            if key not in written:
                raise TableError(_VALIDITY, line, f"{_TERMS} has no term {key!r}")
        bare = terms[row["key"]]
        terms[row["key"]] = Term(
            key=bare.key,
            fi=bare.fi,
            sv=bare.sv,
            en=row["en"] or bare.en,
            swedish_seen=bare.swedish_seen,
            valid_from=_day(line, "valid_from", row["valid_from"]),
            valid_to=_day(line, "valid_to", row["valid_to"]),
            succeeded_by=row["succeeded_by"] or None,
        )
    return Glossary(terms)


@cache
def glossary() -> Glossary:
    """The glossary, read once."""
    return read_glossary()


def term(key: str, language: Language, on: date) -> str:
    """What the concept `key` was called in `language` on the day: ("ely_centre", "fi", 2026-01-01) → "elinvoimakeskus".

    Raises:
        TermUnknownError: no term has this key.
    """
    return glossary().entry(key, on).said_in(language)
