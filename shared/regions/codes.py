"""The closed sets of codes that events, tables and spreadsheets use, and what people call them in three languages.

Sources: municipality codes of Statistics Finland; languages ISO 639-3; countries ISO 3166-1 and the user-assigned XK.
Names come from CLDR (Babel), but where it has none in Finnish or Swedish they come from `data/language-names.csv`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Annotated, Final, Literal, TypeAlias

import pycountry
from babel import Locale
from babel.core import get_global
from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.regions.files import rows
from shared.regions.texts import LANGUAGES, Language, text

__all__ = [
    "LANGUAGES",
    "ArrivalReason",
    "CountryCode",
    "Language",
    "LanguageCode",
    "MunicipalityCode",
    "NationalLanguage",
    "country_name",
    "is_country",
    "is_language",
    "language_name",
    "reason_called",
    "reason_name",
]

NationalLanguage: TypeAlias = Literal["fi", "sv"]
"""A language that a Finnish municipality may have as its own (Language Act 423/2003, section 5)."""

MunicipalityCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
"""Three digits, the leading zero kept ("052"). Whether there is such a one: `shared.regions.municipalities`."""

_KOSOVO: Final = "XK"
_SPECIAL: Final = "S"  # ISO 639-3 scope of mis, mul, und and zxx: codes for not knowing a language


class ArrivalReason(StrEnum):
    """Why a person has come. Values are shorter than 8 bytes: they are sealed, and no search of bytes may find them."""

    INTL = "intl"
    """International protection."""
    TEMP = "temp"
    """Temporary protection."""
    QUOTA = "quota"
    """Quota refugee."""
    FAMILY = "family"
    WORK = "work"
    STUDY = "study"
    RETURN = "return"
    """Return migration."""
    OTHER = "other"


@cache
def _languages() -> dict[str, str]:
    """ISO 639-3 code → reference name (English), for individual languages and macrolanguages.

    Macrolanguages stay: registers write Arabic as `ara` and Estonian as `est`. Extinct and historical ones stay too,
    because ISO calls some extinct that people still register as their own.
    """
    return {language.alpha_3: language.name for language in pycountry.languages if language.scope != _SPECIAL}


@cache
def _countries() -> dict[str, str]:
    return {country.alpha_2: country.name for country in pycountry.countries} | {_KOSOVO: "Kosovo"}


def is_language(code: str) -> bool:
    """Whether `code` is an ISO 639-3 code ("prs") of a language that a person can have."""
    return code in _languages()


def is_country(code: str) -> bool:
    """Whether `code` is an ISO 3166-1 alpha-2 code in capitals, or XK."""
    return code in _countries()


def _known_language(code: str) -> str:
    if not is_language(code):
        raise PydanticCustomError("code.language_unknown", "not an ISO 639-3 code of a language")
    return code


def _known_country(code: str) -> str:
    if not is_country(code):
        raise PydanticCustomError("code.country_unknown", "not an ISO 3166-1 alpha-2 code, nor XK")
    return code


LanguageCode: TypeAlias = Annotated[
    str, AfterValidator(_known_language), WithJsonSchema({"type": "string", "pattern": "^[a-z]{3}$"})
]
"""ISO 639-3, lower case. Another value is a pydantic error of type `code.language_unknown`, its text's code."""

CountryCode: TypeAlias = Annotated[
    str, AfterValidator(_known_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})
]
"""ISO 3166-1 alpha-2 or XK. Another value is a pydantic error of type `code.country_unknown`."""


@cache
def _own_names() -> dict[str, dict[str, str]]:
    return {row["code"]: row for _, row in rows("language-names.csv", ("code", *LANGUAGES))}


@cache
def language_name(code: str, language: Language) -> str:
    """What the language `code` (ISO 639-3) is called in `language`: ("prs", "sv") → "dari".

    Falls back to the macrolanguage's name, then to ISO's English reference name, for the few thousand languages that
    have no name in Finnish or Swedish anywhere.

    Raises:
        LookupError: no such language.
    """
    try:
        reference = _languages()[code]
    except KeyError:
        raise LookupError(f"{code!r} is not an ISO 639-3 code of a language") from None
    if own := _own_names().get(code):
        return own[language]
    names = Locale.parse(language).languages
    two_letters: str | None = getattr(pycountry.languages.get(alpha_3=code), "alpha_2", None)
    for known_as in (code, two_letters, get_global("language_aliases").get(code)):
        if known_as and known_as in names:
            return str(names[known_as])
    return reference


@cache
def country_name(code: str, language: Language) -> str:
    """What the country `code` (ISO 3166-1 alpha-2 or XK) is called in `language`.

    Raises:
        LookupError: no such country.
    """
    try:
        reference = _countries()[code]
    except KeyError:
        raise LookupError(f"{code!r} is not an ISO 3166-1 alpha-2 code, nor XK") from None
    return str(Locale.parse(language).territories.get(code, reference))


def reason_name(reason: ArrivalReason, language: Language) -> str:
    """What the reason of arrival is called in `language`."""
    return text(f"reason.{reason.value}", language)


@cache
def _reasons_by_name() -> dict[str, ArrivalReason]:
    return {reason_name(reason, language).casefold(): reason for language in LANGUAGES for reason in ArrivalReason}


def reason_called(name: str) -> ArrivalReason | None:
    """The reason called `name` in Finnish, Swedish or English, capitals and surplus blanks aside; else None."""
    return _reasons_by_name().get(" ".join(name.split()).casefold())
