"""A municipality's spreadsheet of arrivals: bytes in, checked rows out, and the refused ones back as bytes.

What enters: the bytes of a CSV export as they came. What leaves: `Row`s, and a file of refused rows in the form the
whole came in. What it must not know: HTTP, databases, who asks, what is registered already (the ledger's claims do).

Rows are read by a reader of its own and not by `csv`, for three reasons: a refused row goes back as it was written,
quoting included, which `csv` forgets; a quotation mark that is never closed costs the row it stands in, where `csv`
swallows everything up to the next one; and there is no process-wide field limit to set.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, TypeAlias

from charset_normalizer import from_bytes

from services.intake.person import (
    Arrival,
    ArrivalField,
    canonical_bytes,
    check_arrival,
    identity,
    normalised_name,
    text_fault,
)
from shared.errors import Fault
from shared.events.intake import ArrivalBackground, PersonDetails
from shared.regions.texts import LANGUAGES, Language, text

LARGEST_MIB: Final = 20
LARGEST_BYTES: Final = LARGEST_MIB * 1024 * 1024
MOST_ROWS: Final = 100_000

SEPARATORS: Final = (";", ",", "\t", "|")

REASON_HEADERS: Final[Mapping[Language, str]] = {
    "fi": "Hylkäyksen syy",
    "sv": "Orsak till att raden avvisades",
    "en": "Reason for refusal",
}
"""The column that `write_refused` adds and the reader passes over. None is a header of the reason of arrival."""

_HEADERS: Final[Mapping[ArrivalField, Mapping[Language, tuple[str, ...]]]] = {
    ArrivalField.MUNICIPALITY: {
        "fi": ("Kuntakoodi", "Kunta", "Kuntanumero", "Kunnan koodi"),
        "sv": ("Kommunkod", "Kommun", "Kommunnummer"),
        "en": ("Municipality code", "Municipality", "Municipality number"),
    },
    ArrivalField.FAMILY_NAME: {
        "fi": ("Sukunimi",),
        "sv": ("Efternamn", "Släktnamn", "Familjenamn"),
        "en": ("Family name", "Last name", "Surname"),
    },
    ArrivalField.GIVEN_NAMES: {
        "fi": ("Etunimet", "Etunimi"),
        "sv": ("Förnamn", "Förnamnen"),
        "en": ("Given names", "Given name", "First names", "First name", "Forenames"),
    },
    ArrivalField.IDENTITY_CODE: {
        "fi": ("Henkilötunnus", "Hetu"),
        "sv": ("Personbeteckning", "Personnummer"),
        "en": ("Identity code", "Personal identity code", "Personal ID"),
    },
    ArrivalField.BIRTH_DATE: {
        "fi": ("Syntymäaika", "Syntymäpäivä"),
        "sv": ("Födelsedatum", "Födelsetid", "Födelsedag"),
        "en": ("Birth date", "Date of birth", "Birthdate"),
    },
    ArrivalField.MOTHER_TONGUE: {
        "fi": ("Äidinkieli", "Kieli", "Kielikoodi"),
        "sv": ("Modersmål", "Språk", "Språkkod"),
        "en": ("Mother tongue", "Native language", "Language", "Language code"),
    },
    ArrivalField.CITIZENSHIP: {
        "fi": ("Kansalaisuus", "Kansalaisuuskoodi"),
        "sv": ("Medborgarskap", "Nationalitet"),
        "en": ("Citizenship", "Nationality"),
    },
    ArrivalField.REASON: {
        "fi": ("Tulon syy", "Tulosyy", "Muuton syy", "Maahantulon syy"),
        "sv": ("Orsak", "Ankomstorsak", "Orsak till ankomst", "Orsak till flytten"),
        "en": ("Reason", "Reason of arrival", "Reason for arrival", "Arrival reason"),
    },
    ArrivalField.ARRIVED_ON: {
        "fi": ("Muuttopäivä", "Tulopäivä", "Saapumispäivä", "Muuttopvm"),
        "sv": ("Flyttdatum", "Flyttningsdatum", "Ankomstdatum", "Flyttdag"),
        "en": ("Arrival date", "Date of arrival", "Arrived on", "Move date", "Moving date", "Date of move"),
    },
    ArrivalField.PHONE: {
        "fi": ("Puhelin", "Puhelinnumero", "Puh"),
        "sv": ("Telefon", "Telefonnummer", "Tel"),
        "en": ("Phone", "Phone number", "Telephone"),
    },
    ArrivalField.NOTES: {
        "fi": ("Lisätiedot", "Lisätieto", "Huomautukset", "Huomiot"),
        "sv": ("Tilläggsuppgifter", "Tilläggsinformation", "Anmärkningar", "Anteckningar"),
        "en": ("Notes", "Note", "Additional information", "Remarks"),
    },
}
REQUIRED: Final = (
    ArrivalField.MUNICIPALITY,
    ArrivalField.FAMILY_NAME,
    ArrivalField.GIVEN_NAMES,
    ArrivalField.BIRTH_DATE,
    ArrivalField.REASON,
    ArrivalField.ARRIVED_ON,
)
"""Columns without which no row could be registered; the others may be missing."""


class SheetFault(Exception):  # noqa: N818 - the file's fault, in the sense of shared.errors.Fault
    """The file as a whole cannot be read; `faults` (one or more) say what to do about it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults

    @property
    def fault(self) -> Fault:
        """The first of `faults`."""
        return self.faults[0]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as written. `number` counts rows from 0 after the header, blank ones left out; `line` is the line of the
    file, from 1, on which it begins; `raw` has no line end; `cells` have lost their quotes and a former refusal's
    reason, and are as many as were written (at most `_MOST_CELLS`)."""

    number: int
    line: int
    raw: str
    cells: tuple[str, ...]
    quotes_broken: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: Python's name of the encoding, byte order mark, how undecodable bytes are carried, column
    separator, line end, and the `sep=` line before the header with its line end (empty where there is none)."""

    encoding: str
    bom: bytes
    errors: str
    separator: str = ";"
    newline: str = "\r\n"
    preamble: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that has the columns of arrivals. `header` is as written, without quotes and without the reason column of
    a former refusal (`reason_at` is where that stood); `columns` are places in `header`."""

    form: Form
    header: tuple[str, ...]
    header_raw: str
    language: Language
    columns: Mapping[ArrivalField, int]
    reason_at: int | None
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that may be registered; its values are those of `services.intake.person.Arrival`."""

    number: int
    line: int
    arrival: Arrival

    @property
    def municipality(self) -> str:
        return self.arrival.municipality

    @property
    def details(self) -> PersonDetails:
        return self.arrival.details

    @property
    def background(self) -> ArrivalBackground:
        return self.arrival.background

    @property
    def arrived_on(self) -> date:
        return self.arrival.arrived_on

    @property
    def notes(self) -> str | None:
        return self.arrival.notes

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return self.arrival.warnings


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that may not be registered, with every fault of it; a fault's field is the column's header as written."""

    number: int
    line: int
    faults: tuple[Fault, ...]
    cells: tuple[str, ...]


Row: TypeAlias = GoodRow | RefusedRow


def read_sheet(raw: bytes) -> Sheet:
    """Find out how `raw` is written and take it apart.

    Raises:
        SheetFault: empty, too large, not text, without the columns of arrivals, or with one of them twice.
    """
    if len(raw) > LARGEST_BYTES:
        raise SheetFault(Fault("sheet.too_large", None, {"mib": LARGEST_MIB}))
    for magic, code in _OTHER_FORMATS:
        if raw.startswith(magic):
            raise SheetFault(Fault(code))
    if not raw.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise SheetFault(Fault("sheet.empty"))
    first: SheetFault | None = None
    for form, content in _readings(raw):
        try:
            return _take_apart(form, content)
        except SheetFault as cause:
            if not all(fault.code == "sheet.column_missing" for fault in cause.faults):
                raise
            first = first or cause
    if first is None or _looks_binary(raw):
        raise SheetFault(Fault("sheet.not_text"))
    raise first


# --- encodings --------------------------------------------------------------------------------------------------------

_OTHER_FORMATS: Final = (
    (b"PK\x03\x04", "sheet.is_workbook"),  # .xlsx, .ods
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.is_workbook"),  # .xls
    (b"%PDF", "sheet.is_pdf"),
)
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LOOKED_AT: Final = 65_536
_C1: Final = re.compile(rb"[\x80-\x9f]")
_LETTER = rb"[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff]"
# Where ISO-8859-15 has € Š š Ž ž Œ œ Ÿ, Windows-1252 and ISO-8859-1 have ¤ ¦ ¨ ´ ¸ ¼ ½ ¾. Beside letters only the
# former make words; ´ is typed as an apostrophe (O´Brien), so that Ž counts at the beginning of a word only.
_LATIN_9: Final = re.compile(
    rb"\xa4|[\xa6\xbc\xbe](?=%(l)s)|(?<!%(l)s)\xb4(?=[a-z\xdf-\xff])|[\xa8\xb8\xbd](?=%(l)s)|(?<=%(l)s)[\xa8\xb8\xbd]"
    % {b"l": _LETTER}
)


def _readings(raw: bytes) -> Iterator[tuple[Form, str]]:
    """The ways to decode `raw`, likeliest first. The header decides: only the right one spells the columns.

    Bytes that an encoding has no character for are carried as half surrogates, so that they cost a row and not the
    file, and are written back as they were.
    """
    for bom, encoding in _UTF16_BOMS:
        if raw.startswith(bom):
            yield _utf_16(raw, bom, encoding)
            return
    if raw.startswith(_UTF8_BOM):
        yield Form("utf-8", _UTF8_BOM, "surrogateescape"), raw[3:].decode("utf-8", "surrogateescape")
        return
    start = raw[:_LOOKED_AT]
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[0::2], "utf-16-be")):
        if zeros.count(0) > len(zeros) // 2:
            yield _utf_16(raw, b"", encoding)
            return
    yield from _one_byte_readings(raw)
    guessed = from_bytes(start).best()
    if guessed is not None:
        try:
            yield Form(guessed.encoding, b"", "strict"), raw.decode(guessed.encoding)
        except UnicodeError:
            return


def _one_byte_readings(raw: bytes) -> Iterator[tuple[Form, str]]:
    """UTF-8 and the encodings with a byte for each letter; UTF-8 first unless more of it is broken than whole."""
    as_utf8 = raw.decode("utf-8", "surrogateescape")
    letters = Counter(as_utf8)
    broken = sum(count for letter, count in letters.items() if "\ud800" <= letter <= "\udfff")
    whole = sum(count for letter, count in letters.items() if letter > "\x7f") - broken
    western = "iso-8859-15" if not _C1.search(raw) and _LATIN_9.search(raw) else "cp1252"
    encodings = (
        ["utf-8", western, "mac_roman", "cp850"] if whole >= broken else [western, "mac_roman", "cp850", "utf-8"]
    )
    for encoding in encodings:
        content = as_utf8 if encoding == "utf-8" else raw.decode(encoding, "surrogateescape")
        yield Form(encoding, b"", "surrogateescape"), content


def _utf_16(raw: bytes, bom: bytes, encoding: str) -> tuple[Form, str]:
    content = raw[len(bom) :]
    odd = len(content) % 2  # a file that was cut off: its last row carries a mark that has it refused
    decoded = content[: len(content) - odd].decode(encoding, "surrogatepass")
    return Form(encoding, bom, "surrogatepass"), decoded + "\ufffd" * odd


def _looks_binary(raw: bytes) -> bool:
    start = raw[:_LOOKED_AT]
    return len(start.translate(None, bytes({*range(0x20)} - {9, 10, 12, 13}))) < len(start) * 0.95


# --- rows -------------------------------------------------------------------------------------------------------------

_MOST_CELLS: Final = 1_000
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([;,\t|])"?', re.IGNORECASE)
_QUOTED: Final = re.compile(r'"((?:[^"]++|"")*+)"')


@cache
def _cell_end(separator: str) -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(separator)}\r\n]")


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of a text: where it starts, where its line end starts and stops, and its cells."""

    start: int
    stop: int
    after: int
    cells: tuple[str, ...]
    quotes_broken: bool = False


def _cell(content: str, at: int, separator: str, width: int | None) -> tuple[str | None, int]:
    """The cell at `at` and where it ends; None for one whose opening quotation mark nothing closes.

    Over a whole file this stays linear, whatever is in it: the search for the closing mark goes past a line only from
    an odd run of quotation marks, and it ends at the next odd run.
    """
    if content.startswith('"', at):
        quoted = _QUOTED.match(content, at)
        if (
            quoted
            and content[quoted.end() : quoted.end() + 1] in ("", separator, "\r", "\n")
            and not _swallows_rows(quoted[1], separator, width)
        ):
            return quoted[1].replace('""', '"'), quoted.end()
    end = _cell_end(separator).search(content, at)
    stop = end.start() if end else len(content)
    return (None if content.startswith('"', at) else content[at:stop]), stop


def _swallows_rows(quoted: str, separator: str, width: int | None) -> bool:
    """Whether what stands between two quotation marks is rows: line breaks, and as many separators as a row has."""
    if width is None or width < 2 or ("\n" not in quoted and "\r" not in quoted):
        return False
    return quoted.count(separator) >= width - 1


def _record(content: str, start: int, separator: str, width: int | None) -> _Record:
    """The record that begins at `start`. `width` is the header's number of cells, None while that is being read."""
    line = _LINE_END.search(content, start)
    stop, after = line.span() if line else (len(content), len(content))
    if content.find('"', start, stop) < 0:
        return _Record(start, stop, after, tuple(content[start:stop].split(separator, _MOST_CELLS)))
    cells: list[str] = []
    at, rest, broken = start, start, False
    while True:
        cell, stop = _cell(content, at, separator, width)
        broken = broken or cell is None
        if len(cells) < _MOST_CELLS:
            cells.append(content[at:stop] if cell is None else cell)
            rest = stop + 1
        if not content.startswith(separator, stop):
            line = _LINE_END.match(content, stop)
            if rest <= stop:  # as `split` has it: what is too much is one last cell
                cells.append(content[rest:stop])
            return _Record(start, stop, line.end() if line else stop, tuple(cells), broken)
        at = stop + 1


@cache
def _blank_lines(separator: str) -> re.Pattern[str]:
    """Lines of nothing, blanks or separators, as many as there are."""
    return re.compile(rf"(?:[ \t{re.escape(separator)}]*+(?:\r\n|\n|\r))++")


def _lines_in(content: str) -> int:
    return content.count("\n") + content.count("\r") - content.count("\r\n")


def _blank(record: _Record) -> bool:
    return not any(cell.strip() for cell in record.cells)


def _take_apart(form: Form, content: str) -> Sheet:
    start, line = 0, 1
    if blank := _blank_lines("").match(content):
        start, line = blank.end(), 1 + _lines_in(blank[0])
    preamble = ""
    separators: tuple[str, ...] = SEPARATORS
    first_end = _LINE_END.search(content, start)
    first_line = content[start : first_end.start()] if first_end else content[start:]
    if (said := _SEPARATOR_LINE.fullmatch(first_line.strip())) and first_end:
        preamble = content[start : first_end.end()]
        separators = (said[1],)
        start, line = first_end.end(), line + 1
    head = content[: start + _LOOKED_AT]
    readings = [(separator, _record(head, start, separator, None)) for separator in separators]
    separator, header = max(readings, key=lambda reading: len(_fields_of(reading[1].cells)))
    if header.after == len(head) < len(content):
        raise SheetFault(Fault("sheet.not_text"))  # no header is that long
    reason_at, names = _without_reason(header.cells)
    columns = _columns(names)
    newline = content[header.stop : header.after] or "\r\n"
    rows = tuple(_rows(content, header, separator, line, width=len(header.cells), reason_at=reason_at))
    return Sheet(
        form=Form(form.encoding, form.bom, form.errors, separator, newline, preamble),
        header=names,
        header_raw=_raw_without(content[header.start : header.stop], separator, reason_at, None),
        language=_language(names),
        columns=columns,
        reason_at=reason_at,
        rows=rows,
    )


def _rows(
    content: str, header: _Record, separator: str, line: int, *, width: int, reason_at: int | None
) -> Iterator[SheetRow]:
    line += _lines_in(content[header.start : header.after])
    at, number, empty = header.after, 0, 0
    while at < len(content):
        if blank := _blank_lines(separator).match(content, at):
            line += _lines_in(blank[0])
            at = blank.end()
            continue
        record = _record(content, at, separator, width)
        if _blank(record):
            empty += 1
        else:
            raw = content[record.start : record.stop]
            place = _reason_place(len(record.cells), width, reason_at)
            cells = record.cells if place is None else record.cells[:place] + record.cells[place + 1 :]
            yield SheetRow(number, line, _raw_without(raw, separator, place, width), cells, record.quotes_broken)
            number += 1
        if max(number, empty) > MOST_ROWS:
            raise SheetFault(Fault("sheet.too_many_rows", None, {"most": MOST_ROWS}))
        line += _lines_in(content[record.start : record.after])
        at = record.after


def _reason_place(cells: int, width: int, reason_at: int | None) -> int | None:
    """Where a row of a refused file has its reason: under the header, but last in a row of the wrong width, because
    that is where `write_refused` put it."""
    if reason_at is None or cells > _MOST_CELLS:
        return None
    return reason_at if cells == width else cells - 1


def _raw_without(raw: str, separator: str, place: int | None, width: int | None) -> str:
    """`raw` without its cell number `place` and one of the separators beside it."""
    if place is None:
        return raw
    start, (_, stop) = 0, _cell(raw, 0, separator, width)
    for _ in range(place):
        start = stop + 1
        _, stop = _cell(raw, start, separator, width)
    return raw[:start] + raw[stop + 1 :] if stop < len(raw) else raw[: max(start - 1, 0)]


# --- the header -------------------------------------------------------------------------------------------------------


def _without_marks(content: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", content) if not unicodedata.combining(letter))


_DECORATION: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[*:._]")
_LONGEST_HEADER: Final = 200


def _header_word(cell: str) -> str:
    return normalised_name(_DECORATION.sub(" ", cell[:_LONGEST_HEADER]))


_FIELDS: Final = {
    normalised_name(word): (field, language)
    for field, languages in _HEADERS.items()
    for language, words in languages.items()
    for word in words
} | {normalised_name(field.value.replace("_", " ")): (field, "en") for field in ArrivalField}
_REASON_WORDS: Final = frozenset(  # also as `_encodable` writes them where the encoding has no ä
    _header_word(word) for header in REASON_HEADERS.values() for word in (header, _without_marks(header))
)


def _field_of(cell: str) -> tuple[ArrivalField, str] | None:
    """The field that a header names; a bilingual one ("Sukunimi / Efternamn") names it twice."""
    if found := _FIELDS.get(_header_word(cell)):
        return found
    halves = [_FIELDS.get(_header_word(half)) for half in cell[:_LONGEST_HEADER].split("/")]
    if len(halves) > 1 and halves[0] and all(half and half[0] is halves[0][0] for half in halves):
        return halves[0]
    return None


def _fields_of(header: tuple[str, ...]) -> list[tuple[ArrivalField, str]]:
    return [found for cell in header if (found := _field_of(cell))]


def _without_reason(header: tuple[str, ...]) -> tuple[int | None, tuple[str, ...]]:
    for place, cell in enumerate(header):
        if _header_word(cell) in _REASON_WORDS:
            return place, header[:place] + header[place + 1 :]
    return None, header


def _columns(header: tuple[str, ...]) -> Mapping[ArrivalField, int]:
    columns: dict[ArrivalField, int] = {}
    twice: list[Fault] = []
    for place, cell in enumerate(header):
        found = _field_of(cell)
        if found is None:
            continue
        field, _ = found
        if field in columns:
            twice.append(Fault("sheet.column_twice", cell.strip(), {"column": cell.strip()}))
        columns.setdefault(field, place)
    missing = [field for field in REQUIRED if field not in columns]
    if missing:
        language = _language(header)
        names = [_HEADERS[field][language][0] for field in missing]
        raise SheetFault(*(Fault("sheet.column_missing", each, {"column": each}) for each in names))
    if twice:
        raise SheetFault(*twice)
    return columns


def _language(header: tuple[str, ...]) -> Language:
    """The language of most headers; Finnish where none is known."""
    counted = Counter(language for _, language in _fields_of(header))
    return max(LANGUAGES, key=lambda language: counted[language])


# --- checking ---------------------------------------------------------------------------------------------------------


def check(sheet: Sheet, *, known: Collection[str], horizon: date) -> Iterator[Row]:
    """Every row of `sheet` in its order, good or refused; `known` are the deployment's municipality codes."""
    least, width = _widths(sheet.header)

    def header(field: ArrivalField) -> str:
        place = sheet.columns.get(field)
        return field.value if place is None else sheet.header[place].strip()

    for row in sheet.rows:
        faults = [*_faults_of_shape(row, least, width)]
        if not faults:
            typed = {field: row.cells[place] for field, place in sheet.columns.items() if place < len(row.cells)}
            arrival = check_arrival(typed, known=known, horizon=horizon, called=header)
            others = _faults_of_other_columns(sheet, row)
            if isinstance(arrival, Arrival) and not others:
                yield GoodRow(row.number, row.line, arrival)
                continue
            faults = [*(() if isinstance(arrival, Arrival) else arrival), *others]
        yield RefusedRow(row.number, row.line, tuple(faults), row.cells)


def _widths(header: tuple[str, ...]) -> tuple[int, int]:
    """The fewest and the most cells of a whole row: columns without a name at the header's end may be left out."""
    least = max((place + 1 for place, cell in enumerate(header) if cell.strip()), default=0)
    return least, len(header)


def _faults_of_shape(row: SheetRow, least: int, width: int) -> Iterator[Fault]:
    """Why the cells cannot be told apart. Then no cell is judged: it may stand under another's header."""
    if row.quotes_broken:
        yield Fault("sheet.row_quotes")
    surplus = row.cells[width:]
    if len(row.cells) < least or any(cell.strip() for cell in surplus):
        yield Fault("sheet.row_cells", None, {"cells": len(row.cells), "columns": width})


def _faults_of_other_columns(sheet: Sheet, row: SheetRow) -> list[Fault]:
    ours = set(sheet.columns.values())
    others = ((place, cell) for place, cell in enumerate(row.cells[: len(sheet.header)]) if place not in ours)
    faults = (text_fault(cell, sheet.header[place].strip() or str(place + 1)) for place, cell in others)
    return [fault for fault in faults if fault]


def identity_of(row: GoodRow) -> tuple[str, str, str, str, str]:
    """What makes a row the same as an earlier one; see `services.intake.person.identity`."""
    return identity(row.municipality, row.details)


def row_key_bytes(row: GoodRow) -> bytes:
    """Canonical bytes of all that a row says, for an HMAC that becomes its Idempotency-Key.

    The same in whatever encoding, order of columns or spelling of dates the row is written; rows that say the same
    have the same bytes, also twice in one file.
    """
    return canonical_bytes(
        (
            row.municipality,
            row.details.family_name,
            row.details.given_names,
            row.details.birth_date.isoformat(),
            row.details.identity_code,
            row.details.phone,
            str(row.background.reason),
            row.background.mother_tongue,
            row.background.citizenship,
            row.arrived_on.isoformat(),
            row.notes,
        )
    )


# --- refused rows -----------------------------------------------------------------------------------------------------


def write_refused(sheet: Sheet, refused: Iterable[tuple[int, Iterable[Fault]]], language: Language) -> bytes:
    """The refused rows (number, faults) as a file of the same form, with a last column that says why in `language`.

    Rows keep what they had to the byte: quoting, order, columns that mean nothing here, formulas. They can be corrected
    and imported as they are: the reader passes over the new column. The reason is never a formula, and where the file's
    encoding lacks one of its letters, the letter loses its marks, or becomes a question mark.

    Raises:
        LookupError: a number that is no row's, or a fault whose code has no text.
    """
    by_number = {row.number: row for row in sheet.rows}
    form = sheet.form
    all_quoted = sheet.header_raw.startswith('"')

    def cell(content: str) -> str:
        if all_quoted or any(mark in content for mark in (form.separator, '"', "\r", "\n")):
            return '"' + content.replace('"', '""') + '"'
        return content

    lines = [sheet.header_raw + form.separator + cell(_encodable(REASON_HEADERS[language], form.encoding))]
    for number, faults in refused:
        row = by_number[number]
        reason = "; ".join(_said(fault, sheet, language) for fault in faults)
        lines.append(row.raw + form.separator + cell(_encodable(_no_formula(reason), form.encoding)))
    content = form.preamble + "".join(line + form.newline for line in lines)
    return form.bom + content.encode(form.encoding, form.errors)


def _said(fault: Fault, sheet: Sheet, language: Language) -> str:
    words = text(fault.code, language, **fault.params)
    if fault.field is None:
        return words
    try:
        place = sheet.columns.get(ArrivalField(fault.field))
    except ValueError:  # the column's header already
        place = None
    return f"{fault.field if place is None else sheet.header[place].strip()}: {words}"


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _no_formula(reason: str) -> str:
    line = " ".join(reason.split())
    return f"'{line}" if line.startswith(_FORMULA) else line


def _encodable(content: str, encoding: str) -> str:
    try:
        content.encode(encoding)
    except UnicodeError:
        pass
    else:
        return content
    return "".join(_encodable_letter(letter, encoding) for letter in content)


def _encodable_letter(letter: str, encoding: str) -> str:
    for candidate in (letter, _without_marks(letter)):
        try:
            candidate.encode(encoding)
        except UnicodeError:
            continue
        return candidate
    return "?"
