"""Every text by its code, in Finnish, Swedish and English; which language a reader wants; how days are written.

The catalogues are gettext files, `locale/<language>/LC_MESSAGES/*.po`: a part of Kotopolku brings a file of its own,
and all are merged in memory when a process first asks (nothing is compiled onto the disk). The msgid is the code
("arrival.date_impossible"), placeholders are named as in `str.format`, and a text with plural forms takes `count`.
What was called otherwise up to a day has a text for that too, "<code>@<day>": of something old it is said as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final, Literal, TypeAlias, get_args

from babel.dates import format_date, format_datetime
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from shared.clock import HELSINKI

Language: TypeAlias = Literal["fi", "sv", "en"]
"""A language that Kotopolku speaks with its users."""

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LOCALE: Final = Path(__file__).parent / "locale"

_TERRITORIAL: Final[Mapping[Language, str]] = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
_UNTIL: Final = "@"
_LONGEST_HEADER: Final = 1_000  # characters looked at; a browser's Accept-Language has fewer than a hundred
_RANGE: Final = re.compile(r"(?P<tag>\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*(?:\s*;\s*q\s*=\s*(?P<q>[01](?:\.[0-9]{0,3})?))?")


class CatalogueError(ValueError):
    """A catalogue file cannot be used: names the file and what is wrong."""


class TextUnknownError(LookupError):
    """No catalogue has a text for this code in this language."""


class TextIncompleteError(LookupError):
    """A text was asked for without a value for one of its placeholders."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts of one language: code → its forms, one, or two where number matters (one, and any other number)."""

    language: Language
    forms: Mapping[str, tuple[str, ...]]

    def placeholders(self, code: str) -> frozenset[str]:
        """The names that the text of `code` is filled with."""
        return frozenset(name for form in self.forms[code] for _, name, _, _ in Formatter().parse(form) if name)


def read_catalogue(language: Language, folder: Path = LOCALE) -> Catalogue:
    """Merge every `*.po` of `language` under `folder`.

    Raises:
        CatalogueError: a file is not a catalogue, leaves a text empty or fuzzy, or contradicts another file.
    """
    forms: dict[str, tuple[str, ...]] = {}
    said_by: dict[str, str] = {}
    for path in sorted((folder / language / "LC_MESSAGES").glob("*.po")):
        where = f"{language}/{path.name}"
        try:
            with path.open("rb") as file:
                entries = list(read_po(file, locale=language, abort_invalid=True))
        except (PoFileError, UnicodeDecodeError, ValueError) as cause:
            raise CatalogueError(f"{where}: {cause}") from cause
        for entry in entries:
            if not entry.id:
                continue  # the header
            code = entry.id if isinstance(entry.id, str) else entry.id[0]
            said = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
            if entry.fuzzy or not said or not all(said):
                raise CatalogueError(f"{where}: {code}: the text is empty or marked fuzzy")
            if forms.setdefault(code, said) != said:
                raise CatalogueError(f"{where}: {code}: {said_by[code]} says it otherwise")
            said_by.setdefault(code, where)
    return Catalogue(language, forms)


@cache
def catalogue(language: Language) -> Catalogue:
    """The merged catalogue of `language`, read once."""
    return read_catalogue(language)


def text(code: str, language: Language, /, **params: str | int) -> str:
    """The text of `code` in `language`, its placeholders filled from `params`; surplus `params` are passed over.

    A text with plural forms is chosen by `count`: the first form for 1, the second for any other number, which is the
    rule of all three languages.

    Raises:
        TextUnknownError: there is no such text (a LookupError).
        TextIncompleteError: a placeholder has no value (a LookupError).
    """
    forms = catalogue(language).forms.get(code)
    if forms is None:
        raise TextUnknownError(f"no text {code!r} in {language}")
    try:
        form = forms[0] if len(forms) == 1 or params["count"] == 1 else forms[1]
        return form.format_map(params)
    except KeyError as missing:
        raise TextIncompleteError(f"the text {code!r} needs a value for {missing}") from missing


def text_on(code: str, language: Language, on: date, /, **params: str | int) -> str:
    """The text of `code` as it was right on the day: of something of 2024, in the words of the law of 2024.

    Raises:
        TextUnknownError, TextIncompleteError: see `text`.
    """
    worded = next((earlier for until, earlier in _earlier().get(code, ()) if on <= until), code)
    return text(worded, language, **params)


@cache
def _earlier() -> Mapping[str, Sequence[tuple[date, str]]]:
    """Code → its earlier wordings, the oldest first: (the last day of each, its own code)."""
    found: dict[str, list[tuple[date, str]]] = {}
    for code in sorted(codes()):
        now, at, until = code.partition(_UNTIL)
        if at:
            found.setdefault(now, []).append((date.fromisoformat(until), code))
    return found


def codes() -> frozenset[str]:
    """Every code that has a text in at least one language."""
    return frozenset(code for language in LANGUAGES for code in catalogue(language).forms)


def negotiate(accept_language: str | None, offered: Sequence[Language] = LANGUAGES) -> Language:
    """The language of `offered` that the header `Accept-Language` (RFC 9110, 12.5.4) likes best.

    Equal weights go by the header's order; `sv-FI` means `sv`; a weight of 0 rules a language out; `*` stands for what
    is not named. Nothing usable gives Finnish, or the first of `offered` where Finnish is not among them.
    """
    weights: dict[str, float] = {}
    for part in (accept_language or "")[:_LONGEST_HEADER].lower().split(","):
        if found := _RANGE.fullmatch(part.strip()):
            weights.setdefault(found["tag"], min(float(found["q"] or 1), 1.0))
    fallback: Language = "fi" if "fi" in offered else offered[0]
    in_order = sorted(offered, key=lambda language: (_rank(language, weights), language != fallback))
    best = in_order[0]
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else fallback


def _rank(language: str, weights: Mapping[str, float]) -> tuple[float, int]:
    """Smaller is better: the weight first, then the place in the header."""
    named = language if language in weights else "*"
    place = list(weights).index(named) if named in weights else len(weights)
    return -weights.get(named, 0.0), place


def format_day(day: date, language: Language) -> str:
    """A day as people write it: 1.4.2026, 1 apr. 2026, 1 Apr 2026."""
    return format_date(day, format="medium", locale=_TERRITORIAL[language])


def format_instant(instant: datetime, language: Language) -> str:
    """An aware instant as Helsinki's clocks showed it, with minutes.

    Raises:
        ValueError: `instant` has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return format_datetime(instant, format="medium", tzinfo=HELSINKI, locale=_TERRITORIAL[language])


def format_number(number: float | Decimal, language: Language) -> str:
    """A number with the language's decimal sign and thousands apart."""
    return format_decimal(number, locale=_TERRITORIAL[language])
