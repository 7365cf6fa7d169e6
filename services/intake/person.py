"""Rules about what is written of a person who arrives: the same for the spreadsheet, the API and the form.

In come the words as somebody typed them, out come normal values or `Fault`s that name the field. Pure: the day from
which dates are judged (`horizon`) and the municipalities of the deployment are passed in. A fault never repeats what
was typed, so that it can be logged and answered without telling anything about the person.

Source of the rules: the arrivals part of the project's test material (tests/data), the Population Information System's
identity code (Decree 128/2010, with the separators added in 2023), ISO 639-3, ISO 3166-1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import permutations
from typing import Final, TypeAlias, TypeVar

import phonenumbers
from rapidfuzz.distance import JaroWinkler
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fi import hetu

from shared.errors import Fault
from shared.events.intake import ArrivalBackground, PersonDetails
from shared.regions.codes import ArrivalReason, is_country, is_language

NAME_LENGTH: Final = 200
NOTES_LENGTH: Final = 2000
BIRTH_YEARS_BACK: Final = 120
MOVE_YEARS_AHEAD: Final = 1

LANGUAGE_NOT_GIVEN: Final = "und"
"""ISO 639-3's code for an undetermined language; neither language nor citizenship is required of an arrival."""

CITIZENSHIP_NOT_GIVEN: Final = "ZZ"
"""CLDR's code for an unknown territory, so that it has a name in every language. Nobody can type it in."""

SUSPICION: Final = 0.90
"""From this `spelling_similarity` on, two people with the same birth date may be one, and a person is asked.

Measured on the two sample files (139 different full names, 9,591 pairs, all taken as if born on one day): the two pairs
that were planted there (a doubled letter, capitals) score 1.00, and no other pair reaches 0.90. The most alike of the
different first names are Kadri and Karim with 0.89, of the families Karimi and Rahimi with 0.82, so that twins with
those names would stay apart; the different people who do share a birth date score at most 0.50. Spellings of one name
that are found: Yusuf/Yousef 0.91, Ahmed/Ahmad 0.91, Svetlana/Svitlana 0.93, Aleksandr/Alexander 0.98,
Shevchuk/Ševtšuk 1.00; not found: Mohamed/Muhammad 0.83, Olena/Yelena 0.74.
"""

T = TypeVar("T")
Checked: TypeAlias = T | Fault


class ArrivalField(StrEnum):
    """What an arrival is told with, in the order of the municipalities' spreadsheets; values are the API's names."""

    MUNICIPALITY = "municipality"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    IDENTITY_CODE = "identity_code"
    BIRTH_DATE = "birth_date"
    MOTHER_TONGUE = "mother_tongue"
    CITIZENSHIP = "citizenship"
    REASON = "reason"
    ARRIVED_ON = "arrived_on"
    PHONE = "phone"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An arrival that may be registered. `warnings` are what was put right on the way, for a person to look at."""

    municipality: str
    details: PersonDetails
    background: ArrivalBackground
    arrived_on: date
    notes: str | None
    warnings: tuple[Fault, ...] = ()


# --- text -------------------------------------------------------------------------------------------------------------

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Half of a surrogate pair is what is left of bytes that fit no encoding; nothing can store it.
_UNREADABLE: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT: Final = "\ufffd"
# Marks that are not seen but make two equal names unequal, or turn the order of what is shown around. The joiners
# U+200C and U+200D stay: Persian and Indic names are spelled with them.
_INVISIBLE: Final = dict.fromkeys(
    [0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)


def text_fault(raw: str, field: str | None) -> Fault | None:
    """What makes a text unfit to be stored or shown: control characters other than tab and line ends, broken bytes."""
    if _CONTROL.search(raw):
        return Fault("arrival.control_character", field)
    if _UNREADABLE.search(raw):
        return Fault("arrival.text_unreadable", field)
    return None


def _line(raw: str, field: str) -> Checked[str]:
    """One line of text: NFC, runs of white space (line breaks in a cell too) as one space, nothing invisible."""
    if fault := text_fault(raw, field):
        return fault
    if _REPLACEMENT in raw:
        return Fault("arrival.text_unreadable", field)
    return unicodedata.normalize("NFC", " ".join(raw.translate(_INVISIBLE).split()))


def name(raw: str, field: str) -> Checked[str]:
    """A family name or given names, required. What looks like a formula is a text like any other."""
    line = _line(raw, field)
    if isinstance(line, Fault):
        return line
    if not line:
        return Fault("arrival.required", field)
    if len(line) > NAME_LENGTH:
        return Fault("arrival.name_too_long", field, {"longest": NAME_LENGTH})
    return line


def notes(raw: str, field: str) -> Checked[str | None]:
    """Free text, optional; its line ends become LF."""
    if fault := text_fault(raw, field):
        return fault
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > NOTES_LENGTH:
        return Fault("arrival.notes_too_long", field, {"longest": NOTES_LENGTH})
    return text or None


# --- dates ------------------------------------------------------------------------------------------------------------

_MIDNIGHT = r"(?:[ T]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?)?"  # some exports write a day as a day and midnight
_FINNISH: Final = re.compile(rf"(?P<day>[0-9]{{1,2}})\. ?(?P<month>[0-9]{{1,2}})\. ?(?P<year>[0-9]{{4}}){_MIDNIGHT}")
_ISO: Final = re.compile(rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_MIDNIGHT}")


def years_from(day: date, years: int) -> date:
    """The same day `years` later (or earlier, when negative); 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _day(raw: str, field: str) -> Checked[date]:
    line = _line(raw, field)
    if isinstance(line, Fault):
        return line
    if not line:
        return Fault("arrival.required", field)
    match = _FINNISH.fullmatch(line) or _ISO.fullmatch(line)
    if match is None:
        return Fault("arrival.date_unreadable", field)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return Fault("arrival.date_impossible", field)


def birth_date(raw: str, field: str, *, horizon: date) -> Checked[date]:
    """A day of birth, required: not after `horizon`, at most 120 years before it."""
    day = _day(raw, field)
    if isinstance(day, Fault):
        return day
    if day > horizon:
        return Fault("arrival.birth_in_the_future", field)
    if day < years_from(horizon, -BIRTH_YEARS_BACK):
        return Fault("arrival.birth_too_long_ago", field, {"years": BIRTH_YEARS_BACK})
    return day


def arrived_on(raw: str, field: str, *, horizon: date, born: date | None) -> Checked[date]:
    """The day of the move, required: at most a year after `horizon`, not before the person was born."""
    day = _day(raw, field)
    if isinstance(day, Fault):
        return day
    if day > years_from(horizon, MOVE_YEARS_AHEAD):
        return Fault("arrival.move_too_far_ahead", field, {"years": MOVE_YEARS_AHEAD})
    if day < (born or years_from(horizon, -BIRTH_YEARS_BACK)):
        return Fault("arrival.move_before_birth", field)
    return day


# --- codes ------------------------------------------------------------------------------------------------------------


def identity_code(raw: str, field: str, *, born: date | None) -> Checked[str | None]:
    """A Finnish personal identity code, optional, temporary ones (900-999) included, that agrees with `born`."""
    line = _line(raw, field)
    if isinstance(line, Fault) or not line:
        return line or None
    try:
        # Cut, because stdnum looks up every character's name and a cell may have a million.
        code = str(hetu.validate(line[:NAME_LENGTH], allow_temporary=True))
    except InvalidChecksum:
        return Fault("arrival.identity_code_checksum", field)
    except ValidationError:
        code = ""
    if not (code and code.isascii()):  # stdnum's \d takes the digits of any script
        return Fault("arrival.identity_code_form", field)
    if born is not None and _born_by(code) != born:
        return Fault("arrival.identity_code_other_birth_date", field)
    return code


def _born_by(code: str) -> date:
    separator = code[6]
    century = 1800 if separator == "+" else 2000 if separator in "ABCDEF" else 1900
    return date(century + int(code[4:6]), int(code[2:4]), int(code[:2]))


def language(raw: str, field: str) -> Checked[str]:
    """A mother tongue's ISO 639-3 code, optional: `LANGUAGE_NOT_GIVEN` when empty."""
    line = _line(raw, field)
    if isinstance(line, Fault):
        return line
    if not line:
        return LANGUAGE_NOT_GIVEN
    code = line.lower()
    return code if is_language(code) else Fault("arrival.language_unknown", field)


def country(raw: str, field: str) -> Checked[str]:
    """A citizenship's ISO 3166-1 alpha-2 code or XK, optional: `CITIZENSHIP_NOT_GIVEN` when empty."""
    line = _line(raw, field)
    if isinstance(line, Fault):
        return line
    if not line:
        return CITIZENSHIP_NOT_GIVEN
    code = line.upper()
    return code if is_country(code) else Fault("arrival.country_unknown", field)


_REASON_WORDS: Final[Mapping[ArrivalReason, tuple[str, ...]]] = {
    ArrivalReason.INTL: ("kansainvälinen suojelu", "internationellt skydd", "international protection"),
    ArrivalReason.TEMP: ("tilapäinen suojelu", "tillfälligt skydd", "temporary protection"),
    ArrivalReason.QUOTA: ("kiintiöpakolainen", "kvotflykting", "quota refugee"),
    ArrivalReason.FAMILY: ("perhe", "perheside", "familj", "familjeband", "family", "family ties"),
    ArrivalReason.WORK: ("työ", "työnteko", "arbete", "work", "employment"),
    ArrivalReason.STUDY: ("opiskelu", "opinnot", "studier", "study", "studies"),
    ArrivalReason.RETURN: ("paluumuutto", "återflyttning", "återflytt", "return", "return migration"),
    ArrivalReason.OTHER: ("muu", "muu syy", "annat", "annan orsak", "övrigt", "other", "other reason"),
}


def reason(raw: str, field: str) -> Checked[ArrivalReason]:
    """Why the person came, required: in Finnish, Swedish or English, or as the code itself."""
    line = _line(raw, field)
    if isinstance(line, Fault):
        return line
    if not line:
        return Fault("arrival.required", field)
    if len(line) > NAME_LENGTH:
        return Fault("arrival.reason_unknown", field)
    return _REASONS.get(normalised_name(line)) or Fault("arrival.reason_unknown", field)


_PHONE: Final = re.compile(r"\+?[0-9 ()./\-\u2010-\u2015]{3,40}")


def phone(raw: str, field: str) -> Checked[str | None]:
    """A phone number as E.164, optional; without a country code it is a Finnish one."""
    line = _line(raw, field)
    if isinstance(line, Fault) or not line:
        return line or None
    # The library also finds a number inside a sentence; a sentence is not a phone number.
    if _PHONE.fullmatch(line) is None:
        return Fault("arrival.phone_impossible", field)
    try:
        number = phonenumbers.parse(line, "FI")
    except phonenumbers.NumberParseException:
        return Fault("arrival.phone_impossible", field)
    # Possible by length, not valid by number plan: plans change faster than the library, and nobody is lost for that.
    if not phonenumbers.is_possible_number(number):
        return Fault("arrival.phone_impossible", field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_MUNICIPALITY_DIGITS: Final = 3
_DIGITS: Final = re.compile(r"[0-9]{1,3}")


def municipality(raw: str, field: str, *, known: Collection[str]) -> Checked[str]:
    """A municipality's code of three digits, required, one of the deployment (`known`).

    Zeros that a spreadsheet ate are given back when that makes a known code: compare with what was typed to warn.
    """
    line = _line(raw, field)
    if isinstance(line, Fault):
        return line
    if not line:
        return Fault("arrival.required", field)
    if _DIGITS.fullmatch(line) is None:
        return Fault("arrival.municipality_form", field)
    code = line.zfill(_MUNICIPALITY_DIGITS)
    return code if code in known else Fault("arrival.municipality_outside_deployment", field)


# --- the whole --------------------------------------------------------------------------------------------------------


def check_details(
    raw: Mapping[ArrivalField, str], *, horizon: date, called: Callable[[ArrivalField], str] = str
) -> PersonDetails | tuple[Fault, ...]:
    """A person's details from what was typed (a missing field is an empty one), or every fault in them.

    `called` says how the user knows a field (a spreadsheet's header; the API's own names by default).
    """

    def typed(field: ArrivalField) -> tuple[str, str]:
        return raw.get(field, ""), called(field)

    family = name(*typed(ArrivalField.FAMILY_NAME))
    given = name(*typed(ArrivalField.GIVEN_NAMES))
    born = birth_date(*typed(ArrivalField.BIRTH_DATE), horizon=horizon)
    code = identity_code(*typed(ArrivalField.IDENTITY_CODE), born=None if isinstance(born, Fault) else born)
    number = phone(*typed(ArrivalField.PHONE))
    if (
        isinstance(family, Fault)
        or isinstance(given, Fault)
        or isinstance(born, Fault)
        or isinstance(code, Fault)
        or isinstance(number, Fault)
    ):
        return _faults(family, given, code, born, number)
    return PersonDetails(family_name=family, given_names=given, birth_date=born, identity_code=code, phone=number)


def check_arrival(
    raw: Mapping[ArrivalField, str],
    *,
    known: Collection[str],
    horizon: date,
    called: Callable[[ArrivalField], str] = str,
) -> Arrival | tuple[Fault, ...]:
    """An arrival from what was typed, or every fault in it, each with its field as `called` names it."""

    def typed(field: ArrivalField) -> tuple[str, str]:
        return raw.get(field, ""), called(field)

    where = municipality(*typed(ArrivalField.MUNICIPALITY), known=known)
    details = check_details(raw, horizon=horizon, called=called)
    tongue = language(*typed(ArrivalField.MOTHER_TONGUE))
    citizenship = country(*typed(ArrivalField.CITIZENSHIP))
    why = reason(*typed(ArrivalField.REASON))
    born = birth_date(*typed(ArrivalField.BIRTH_DATE), horizon=horizon)
    moved = arrived_on(*typed(ArrivalField.ARRIVED_ON), horizon=horizon, born=None if isinstance(born, Fault) else born)
    free_text = notes(*typed(ArrivalField.NOTES))
    if (
        isinstance(where, Fault)
        or isinstance(details, tuple)
        or isinstance(tongue, Fault)
        or isinstance(citizenship, Fault)
        or isinstance(why, Fault)
        or isinstance(moved, Fault)
        or isinstance(free_text, Fault)
    ):
        of_details = details if isinstance(details, tuple) else ()
        return _faults(where, *of_details, tongue, citizenship, why, moved, free_text)
    warnings: tuple[Fault, ...] = ()
    written, header = typed(ArrivalField.MUNICIPALITY)
    if _line(written, header) != where:
        warnings = (Fault("arrival.municipality_zero_restored", header, {"municipality": where}),)
    return Arrival(
        municipality=where,
        details=details,
        background=ArrivalBackground(reason=why, mother_tongue=tongue, citizenship=citizenship),
        arrived_on=moved,
        notes=free_text,
        warnings=warnings,
    )


def _faults(*checked: object) -> tuple[Fault, ...]:
    return tuple(each for each in checked if isinstance(each, Fault))


# --- who is who -------------------------------------------------------------------------------------------------------

_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u0060\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07"), "'")
_HYPHENS: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_VARIANTS: Final = {**_INVISIBLE, **dict.fromkeys(map(ord, "\u200c\u200d")), **_APOSTROPHES, **_HYPHENS}
_AROUND_HYPHEN: Final = re.compile(r" *-[ -]*")


def normalised_name(name: str) -> str:
    """A name as it is compared for equality: NFKC without case, white space and the kinds of hyphen and apostrophe.

    Diacritics stay: Müller and Muller are two spellings, for `spelling_similarity` to judge. Idempotent.
    """
    # The acute accent that people type as an apostrophe has to go first: NFKC makes it a space and a combining mark.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.translate(_VARIANTS)).casefold())
    # Folding case can make a compatibility character anew (and lose a mark's order), so fold until it rests.
    again = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded.translate(_VARIANTS)).casefold())
    return _AROUND_HYPHEN.sub("-", " ".join(again.translate(_VARIANTS).split()))


_REASONS: Final = {
    normalised_name(word): code for code, words in _REASON_WORDS.items() for word in (*words, code.value)
}


def identity(municipality: str, details: PersonDetails) -> tuple[str, str, str, str, str]:
    """What makes two arrivals the same: municipality, normal family and given names, birth date, code or ""."""
    return (
        municipality,
        normalised_name(details.family_name),
        normalised_name(details.given_names),
        details.birth_date.isoformat(),
        details.identity_code or "",
    )


def canonical_bytes(parts: tuple[str | None, ...]) -> bytes:
    """One byte string for one tuple: for each part u32be of its length + 1 and its UTF-8; four zeros for None.

    Injective: no two tuples share bytes, whatever the parts contain.
    """
    written = bytearray()
    for part in parts:
        encoded = b"" if part is None else part.encode()
        written += (0 if part is None else len(encoded) + 1).to_bytes(4, "big") + encoded
    return bytes(written)


# Letters that have no decomposition, and the commonest differences between Finnish, Swedish, English and German
# spellings of the same Arabic, Persian, Somali and Slavic names (Ševtšuk, Shevchuk; Yusuf, Youssef; Aleksandr).
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h", "ŧ": "t"}
)
_SPELLINGS: Final = (
    ("sch", "s"), ("sh", "s"), ("ch", "ts"), ("zh", "z"), ("kh", "h"), ("ph", "f"), ("ou", "u"), ("ck", "k"),
    ("x", "ks"), ("w", "v"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_REPEATED: Final = re.compile(r"(.)\1+")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


def _sounds(name: str) -> tuple[str, ...]:
    """The parts of a name without diacritics, case, doubled letters and differences of transliteration."""
    decomposed = unicodedata.normalize("NFKD", normalised_name(name).replace("'", ""))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_PLAIN)
    for written, heard in _SPELLINGS:
        letters = letters.replace(written, heard)
    return tuple(_REPEATED.sub(r"\1", part) for part in _NOT_LETTERS.split(letters) if part)


_PARTS_PERMUTED: Final = 4


def spelling_similarity(a: str, b: str) -> float:
    """How alike two full names (family and given names, in any order) are spelled, from 0 to 1.

    The weakest of the parts decides, not their average: twins share a family name and often most letters of the other
    one, and a long family name must not outvote them. A given name that only one of them has does not count against
    them. Compare only people with the same birth date, against `SUSPICION`.
    """
    fewer, more = sorted((_sounds(a), _sounds(b)), key=len)
    if not fewer:
        return 0.0
    if len(fewer) == 1:  # one name alone is not a part of another's: it is compared with all of it
        return float(JaroWinkler.similarity(fewer[0], "".join(more)))
    if len(more) > _PARTS_PERMUTED:
        return min(max(float(JaroWinkler.similarity(part, other)) for other in more) for part in fewer)
    return max(
        min(float(JaroWinkler.similarity(part, other)) for part, other in zip(fewer, others, strict=True))
        for others in permutations(more, len(fewer))
    )
