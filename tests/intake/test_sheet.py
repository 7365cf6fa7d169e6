"""Spreadsheets as municipalities export them: what is found in them, what is refused, and how it goes back."""

from __future__ import annotations

import csv
import io
import re
import tracemalloc
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.intake import sheet as sheet_module
from services.intake.person import SUSPICION, ArrivalField, spelling_similarity
from services.intake.sheet import (
    REASON_HEADERS,
    GoodRow,
    RefusedRow,
    Sheet,
    SheetFault,
    check,
    identity_of,
    read_sheet,
    row_key_bytes,
    write_refused,
)
from shared.errors import Fault
from shared.regions.municipalities import deployed
from shared.regions.texts import LANGUAGES, Language, catalogue

pytestmark = pytest.mark.unit

SAMPLES = Path(__file__).parents[1] / "data"
HORIZON = date(2026, 11, 22)
KNOWN = frozenset(deployed())

HEADERS = {
    "fi": (
        "Kuntakoodi", "Sukunimi", "Etunimet", "Henkilötunnus", "Syntymäaika", "Äidinkieli", "Kansalaisuus", "Tulon syy",
        "Muuttopäivä", "Puhelin", "Lisätiedot",
    ),
    "sv": (
        "Kommunkod", "Efternamn", "Förnamn", "Personbeteckning", "Födelsedatum", "Modersmål", "Medborgarskap", "Orsak",
        "Flyttdatum", "Telefon", "Tilläggsuppgifter",
    ),
    "en": (
        "Municipality code", "Family name", "Given names", "Identity code", "Birth date", "Mother tongue",
        "Citizenship", "Reason", "Arrival date", "Phone", "Notes",
    ),
}  # fmt: skip
GOOD = ("905", "Mägi", "Rein", "", "1.2.1990", "est", "EE", "työ", "3.4.2026", "+358 50 000 1234", "hyvä")


def written(
    *rows: Sequence[str],
    header: Sequence[str] = HEADERS["fi"],
    separator: str = ";",
    newline: str = "\r\n",
    encoding: str = "utf-8-sig",
) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def checked(raw: bytes) -> list[GoodRow | RefusedRow]:
    return list(check(read_sheet(raw), known=KNOWN, horizon=HORIZON))


def only(raw: bytes) -> GoodRow | RefusedRow:
    (row,) = checked(raw)
    return row


def good(raw: bytes) -> GoodRow:
    row = only(raw)
    assert isinstance(row, GoodRow), row
    return row


def refused(raw: bytes) -> RefusedRow:
    row = only(raw)
    assert isinstance(row, RefusedRow), row
    return row


def changed(**cells: str) -> tuple[str, ...]:
    places = {field.value: place for place, field in enumerate(ArrivalField)}
    row = list(GOOD)
    for name, cell in cells.items():
        row[places[name]] = cell
    return tuple(row)


@cache
def sample(language: str) -> tuple[Sheet, list[GoodRow | RefusedRow]]:
    sheet = read_sheet((SAMPLES / f"arrivals-{language}.csv").read_bytes())
    return sheet, list(check(sheet, known=KNOWN, horizon=HORIZON))


def good_of(language: str) -> list[GoodRow]:
    return [row for row in sample(language)[1] if isinstance(row, GoodRow)]


def refused_of(language: str) -> list[RefusedRow]:
    return [row for row in sample(language)[1] if isinstance(row, RefusedRow)]


# --- the samples ------------------------------------------------------------------------------------------------------


def test_exactly_eight_rows_of_the_finnish_sample_are_refused_each_with_its_line_and_field() -> None:
    assert [
        (row.number, row.line, [(fault.code, fault.field) for fault in row.faults]) for row in refused_of("fi")
    ] == [
        (17, 19, [("arrival.identity_code_checksum", "Henkilötunnus")]),
        (31, 33, [("arrival.municipality_outside_deployment", "Kuntakoodi")]),
        (44, 46, [("arrival.date_impossible", "Syntymäaika")]),
        (58, 60, [("arrival.required", "Sukunimi")]),
        (73, 75, [("arrival.move_too_far_ahead", "Muuttopäivä")]),
        (90, 92, [("arrival.language_unknown", "Äidinkieli")]),
        (133, 135, [("arrival.reason_unknown", "Tulon syy")]),
        (171, 173, [("arrival.name_too_long", "Etunimet")]),
    ]


def test_exactly_seven_rows_of_the_swedish_sample_are_refused_each_with_its_line_and_field() -> None:
    assert [
        (row.number, row.line, [(fault.code, fault.field) for fault in row.faults]) for row in refused_of("sv")
    ] == [
        (9, 11, [("arrival.identity_code_form", "Personbeteckning")]),
        (25, 27, [("arrival.date_impossible", "Födelsedatum")]),
        (40, 42, [("arrival.required", "Flyttdatum")]),
        (81, 83, [("arrival.municipality_outside_deployment", "Kommunkod")]),
        (99, 101, [("arrival.country_unknown", "Medborgarskap")]),
        (140, 142, [("arrival.reason_unknown", "Orsak")]),
        (155, 157, [("arrival.phone_impossible", "Telefon")]),
    ]


@pytest.mark.parametrize(("language", "registered"), [("fi", 231), ("sv", 172)])
def test_as_many_different_people_come_out_as_must_be_registered(language: str, registered: int) -> None:
    assert len({identity_of(row) for row in good_of(language)}) == registered


@pytest.mark.parametrize(("language", "pair"), [("fi", (12, 105)), ("sv", (3, 66))])
def test_one_row_of_each_sample_is_an_earlier_one_again(language: str, pair: tuple[int, int]) -> None:
    rows = good_of(language)
    same = [(a.number, b.number) for a, b in combinations(rows, 2) if identity_of(a) == identity_of(b)]
    assert same == [pair]


@pytest.mark.parametrize(("language", "pair"), [("fi", (20, 150)), ("sv", (7, 118))])
def test_one_row_of_each_sample_is_suspected_and_nobody_else(language: str, pair: tuple[int, int]) -> None:
    suspected = [
        (a.number, b.number)
        for a, b in combinations(good_of(language), 2)
        if a.details.birth_date == b.details.birth_date
        and identity_of(a) != identity_of(b)
        and spelling_similarity(
            f"{a.details.family_name} {a.details.given_names}", f"{b.details.family_name} {b.details.given_names}"
        )
        >= SUSPICION
    ]
    assert suspected == [pair]


def test_the_only_warning_of_the_samples_is_the_zero_that_a_spreadsheet_ate() -> None:
    warned = [(row.number, row.municipality, row.warnings) for row in [*good_of("fi"), *good_of("sv")] if row.warnings]
    zero = Fault("arrival.municipality_zero_restored", "Kuntakoodi", {"municipality": "052"})
    assert warned == [(219, "052", (zero,))]


def test_an_iso_date_a_line_break_and_a_formula_are_taken_as_they_are() -> None:
    rows = {row.number: row for row in good_of("fi")}
    assert rows[205].arrived_on == date(2026, 3, 5)
    assert rows[188].notes == "rivi\nvaihtuu; tässä"
    assert rows[189].line == rows[188].line + 2
    assert rows[120].notes == '=HYPERLINK("http://example.invalid")'


def test_the_samples_are_recognised_for_what_they_are() -> None:
    finnish, swedish = sample("fi")[0], sample("sv")[0]
    assert (finnish.form.encoding, finnish.form.bom, finnish.language) == ("utf-8", b"\xef\xbb\xbf", "fi")
    assert (swedish.form.encoding, swedish.form.bom, swedish.language) == ("cp1252", b"", "sv")
    assert {sheet.form.separator + sheet.form.newline for sheet in (finnish, swedish)} == {";\r\n"}
    assert (finnish.header, swedish.header) == (HEADERS["fi"], HEADERS["sv"])


# --- forms ------------------------------------------------------------------------------------------------------------

ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "cp1252",
    "iso-8859-1",
    "iso-8859-15",
    "mac_roman",
    "cp850",
]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_form_says_the_same(language: str, encoding: str, separator: str, newline: str) -> None:
    notes = f'toinen{newline}rivi; ja, |\t"lainaus"'
    raw = written(
        changed(notes=notes), header=HEADERS[language], separator=separator, newline=newline, encoding=encoding
    )
    row = good(raw)
    assert (row.details.family_name, row.notes) == ("Mägi", 'toinen\nrivi; ja, |\t"lainaus"')
    sheet = read_sheet(raw)
    assert (sheet.form.separator, sheet.form.newline, sheet.language) == (separator, newline, language)


def test_swedish_letters_and_typographic_marks_of_windows_1252_are_right() -> None:
    row = good(
        written(changed(family_name="Åkerö’s – ”Š”", reason="återflyttning"), header=HEADERS["sv"], encoding="cp1252")
    )
    assert row.details.family_name == "Åkerö’s – ”Š”"


def test_the_letters_that_only_iso_8859_15_has_are_told_from_windows_1252() -> None:
    row = good(
        written(changed(family_name="Žukauskaitė".replace("ė", "e"), notes="Šefika, 5 €"), encoding="iso-8859-15")
    )
    assert (row.details.family_name, row.notes) == ("Žukauskaite", "Šefika, 5 €")


def test_an_acute_accent_typed_as_an_apostrophe_does_not_make_a_file_iso_8859_15() -> None:
    assert good(written(changed(family_name="O´Brien"), encoding="cp1252")).details.family_name == "O´Brien"


def test_undecodable_bytes_cost_their_row_and_go_back_as_they_were() -> None:
    raw = written(
        changed(family_name="Möller"), changed(family_name="XYZ"), changed(family_name="Sjöblom"), encoding="utf-8"
    )
    sheet = read_sheet(raw.replace(b"XYZ", b"M\xe4gi"))
    rows = list(check(sheet, known=KNOWN, horizon=HORIZON))
    assert [row.number for row in rows if isinstance(row, RefusedRow)] == [1]
    assert isinstance(rows[1], RefusedRow)
    assert rows[1].faults == (Fault("arrival.text_unreadable", "Sukunimi"),)
    assert b"M\xe4gi" in write_refused(sheet, [(1, rows[1].faults)], "fi")


def test_columns_may_stand_in_any_order_with_any_case_and_with_others_between() -> None:
    order = [7, 3, 0, 10, 1, 2, 5, 4, 6, 9, 8]
    header = ["Käsittelijä", *(f"  {HEADERS['fi'][place].upper()} *" for place in order), ""]
    row = good(written(["Oma", *(GOOD[place] for place in order), ""], header=header))
    assert (row.municipality, row.details.given_names, row.notes) == ("905", "Rein", "hyvä")


def test_a_bilingual_header_is_understood() -> None:
    header = [f"{fi} / {sv}" for fi, sv in zip(HEADERS["fi"], HEADERS["sv"], strict=True)]
    assert good(written(GOOD, header=header)).details.family_name == "Mägi"


def test_the_names_of_the_api_are_headers_too() -> None:
    assert good(written(GOOD, header=[field.value for field in ArrivalField])).details.family_name == "Mägi"


def test_optional_columns_may_be_missing() -> None:
    kept = [0, 1, 2, 4, 7, 8]
    row = good(written([GOOD[place] for place in kept], header=[HEADERS["fi"][place] for place in kept]))
    assert (row.details.phone, row.details.identity_code, row.notes) == (None, None, None)
    assert (row.background.mother_tongue, row.background.citizenship) == ("und", "ZZ")


def test_the_line_that_names_the_separator_is_understood_and_kept() -> None:
    raw = b"sep=,\r\n" + written(changed(reason="x"), separator=",", encoding="utf-8")
    sheet = read_sheet(raw)
    (row,) = check(sheet, known=KNOWN, horizon=HORIZON)
    assert isinstance(row, RefusedRow)
    assert row.line == 3
    assert write_refused(sheet, [(0, row.faults)], "fi").startswith(b"sep=,\r\nKuntakoodi,")


def test_blank_lines_are_passed_over_and_lines_are_still_counted() -> None:
    lines = written(GOOD, changed(given_names="Kadri"), encoding="utf-8").decode().split("\r\n")
    raw = "\r\n".join(["", lines[0], "", lines[1], ";;;;;;;;;;", "  ", lines[2], "", ""]).encode()
    assert [(row.number, row.line) for row in checked(raw)] == [(0, 4), (1, 7)]


# --- rows -------------------------------------------------------------------------------------------------------------


def test_a_nul_byte_costs_its_row_only() -> None:
    rows = checked(written(GOOD, changed(given_names="Ka\x00dri"), changed(given_names="Liis")))
    assert [type(row) for row in rows] == [GoodRow, RefusedRow, GoodRow]
    assert isinstance(rows[1], RefusedRow)
    assert rows[1].faults == (Fault("arrival.control_character", "Etunimet"),)


def test_a_control_character_in_a_column_of_no_meaning_costs_the_row_too() -> None:
    row = refused(written([*GOOD, "a\x1bb"], header=[*HEADERS["fi"], "Oma"]))
    assert row.faults == (Fault("arrival.control_character", "Oma"),)


@pytest.mark.parametrize("cells", [GOOD[:-1], GOOD[:1], (*GOOD, "yli")])
def test_a_row_with_too_few_or_too_many_cells_is_refused_alone(cells: tuple[str, ...]) -> None:
    rows = checked(written(GOOD, cells, changed(given_names="Liis")))
    assert [type(row) for row in rows] == [GoodRow, RefusedRow, GoodRow]
    assert isinstance(rows[1], RefusedRow)
    assert rows[1].faults == (Fault("sheet.row_cells", None, {"cells": len(cells), "columns": 11}),)


def test_empty_cells_after_the_last_column_are_nothing() -> None:
    assert good(written((*GOOD, "", ""))).notes == "hyvä"


def test_a_quotation_mark_that_is_never_closed_costs_its_row_only() -> None:
    lines = written(GOOD, changed(given_names="XYZ"), changed(notes='"a"\r\n;b'), encoding="utf-8")
    rows = checked(lines.replace(b"XYZ", b'"Kalle'))
    assert [type(row) for row in rows] == [GoodRow, RefusedRow, GoodRow]
    assert isinstance(rows[1], RefusedRow)
    assert rows[1].faults == (Fault("sheet.row_quotes"),)


def test_a_quotation_mark_closed_in_a_later_row_does_not_swallow_the_rows_between() -> None:
    lines = written(*[changed(notes=f"n{number}") for number in range(5)], encoding="utf-8")
    rows = checked(lines.replace(b"n1", b'"n1').replace(b"n3", b'n3"'))
    assert [type(row) for row in rows] == [GoodRow, RefusedRow, GoodRow, GoodRow, GoodRow]


def test_all_faults_of_a_row_are_told() -> None:
    row = refused(written(changed(municipality="091", family_name="", birth_date="1.1.2090", phone="ei")))
    assert [fault.field for fault in row.faults] == ["Kuntakoodi", "Sukunimi", "Syntymäaika", "Puhelin"]


def test_a_cell_of_a_megabyte_costs_its_row_only() -> None:
    rows = checked(written(changed(given_names="A" * 1_000_000), changed(notes='b"\r\n' * 300_000), GOOD))
    assert [type(row) for row in rows] == [RefusedRow, RefusedRow, GoodRow]


def test_rows_that_say_the_same_have_the_same_key_however_they_are_written() -> None:
    a = good(written(GOOD))
    swedish = changed(birth_date="1990-02-01", reason="ARBETE", phone="050 0001234", municipality=" 905")
    b = good(written(swedish, header=HEADERS["sv"], separator="\t", encoding="utf-16"))
    assert row_key_bytes(a) == row_key_bytes(b)


@pytest.mark.parametrize(
    "change",
    [
        {"notes": ""},
        {"phone": ""},
        {"arrived_on": "4.4.2026"},
        {"reason": "perhe"},
        {"citizenship": "UA"},
        {"family_name": "mägi"},
    ],
)
def test_rows_that_say_something_else_have_another_key(change: dict[str, str]) -> None:
    assert row_key_bytes(good(written(GOOD))) != row_key_bytes(good(written(changed(**change))))


def test_identity_leaves_out_what_may_change() -> None:
    other = good(written(changed(family_name="MÄGI", phone="", reason="perhe", arrived_on="4.4.2026", notes="")))
    assert identity_of(other) == identity_of(good(written(GOOD))) == ("905", "mägi", "rein", "1990-02-01", "")


# --- files that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "sheet.empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "sheet.empty"),
        (b"PK\x03\x04\x14\x00\x06\x00", "sheet.is_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "sheet.is_workbook"),
        (b"%PDF-1.7\n", "sheet.is_pdf"),
        (bytes(range(256)) * 50, "sheet.not_text"),
        (b"\x7fELF\x02\x01\x01" + bytes(900), "sheet.not_text"),
        (b"x" * (20 * 1024 * 1024 + 1), "sheet.too_large"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_told_what_to_do(raw: bytes, code: str) -> None:
    with pytest.raises(SheetFault) as caught:
        read_sheet(raw)
    assert caught.value.fault.code == code


def test_every_missing_column_is_named_in_the_language_of_the_others() -> None:
    header = [word for word in HEADERS["sv"] if word not in {"Efternamn", "Flyttdatum"}]
    with pytest.raises(SheetFault) as caught:
        read_sheet(written(header=header, encoding="cp1252"))
    assert [(fault.code, fault.params) for fault in caught.value.faults] == [
        ("sheet.column_missing", {"column": "Efternamn"}),
        ("sheet.column_missing", {"column": "Flyttdatum"}),
    ]


@pytest.mark.parametrize("again", ["Sukunimi", "Efternamn", "surname"])
def test_a_column_that_is_there_twice_is_named(again: str) -> None:
    with pytest.raises(SheetFault) as caught:
        read_sheet(written((*GOOD, "x"), header=(*HEADERS["fi"], again)))
    assert caught.value.fault == Fault("sheet.column_twice", again, {"column": again})


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "MOST_ROWS", 3)
    assert len(checked(written(*[GOOD] * 3))) == 3
    with pytest.raises(SheetFault) as caught:
        read_sheet(written(*[GOOD] * 4))
    assert caught.value.fault == Fault("sheet.too_many_rows", None, {"most": 3})


def test_a_header_without_rows_is_a_sheet_without_rows() -> None:
    assert read_sheet(written()).rows == ()


def test_a_row_of_millions_of_cells_does_not_fill_the_memory() -> None:
    raw = written(GOOD, encoding="utf-8") + b";" * 1_500_000 + b"x\r\n" + b'"";' * 400_000 + b"x"
    tracemalloc.start()
    try:
        rows = checked(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(row) for row in rows] == [GoodRow, RefusedRow, RefusedRow]
    assert peak < 15 * len(raw)


# --- refused rows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["fi", "sv"])
def test_the_refused_rows_of_a_sample_go_back_in_its_form_with_a_reason(name: str, language: Language) -> None:
    sheet, _ = sample(name)
    raw = (SAMPLES / f"arrivals-{name}.csv").read_bytes()
    lines = raw.split(b"\r\n")
    out = write_refused(sheet, [(row.number, row.faults) for row in refused_of(name)], language).split(b"\r\n")
    assert out[0].startswith(lines[0] + b";")
    for row, line in zip(refused_of(name), out[1:-1], strict=True):
        assert line.startswith(lines[row.line - 1] + b";")
        assert len(line) > len(lines[row.line - 1]) + 10
    assert out[-1] == b""


@pytest.mark.parametrize("name", ["fi", "sv"])
def test_a_file_of_refused_rows_imported_as_it_is_has_the_same_rows_refused_for_the_same_reasons(name: str) -> None:
    sheet, _ = sample(name)
    out = write_refused(sheet, [(row.number, row.faults) for row in refused_of(name)], "sv")
    again = checked(out)
    assert [(row.faults, row.cells) for row in again if isinstance(row, RefusedRow)] == [
        (row.faults, row.cells) for row in refused_of(name)
    ]
    rewritten = write_refused(
        read_sheet(out), [(row.number, row.faults) for row in again if isinstance(row, RefusedRow)], "sv"
    )
    assert rewritten == out


def test_a_corrected_file_of_refused_rows_registers_them() -> None:
    sheet = read_sheet(written(changed(birth_date="31.2.1990"), GOOD))
    out = write_refused(sheet, [(0, [Fault("arrival.date_impossible", "Syntymäaika")])], "fi")
    assert good(out.replace(b"31.2.1990", b"28.2.1990")).details.birth_date == date(1990, 2, 28)


def test_a_reason_column_that_somebody_moved_is_still_passed_over() -> None:
    for place in (0, 4, 11):
        header, row = list(HEADERS["sv"]), list(changed(reason="turism"))
        header.insert(place, "Hylkäyksen syy")
        row.insert(place, "=vanha; syy")
        sheet = read_sheet(written(row, header=header))
        out = write_refused(sheet, [(0, [Fault("arrival.reason_unknown", "Orsak")])], "sv")
        assert sheet.rows[0].cells == changed(reason="turism")
        assert read_sheet(out).rows[0].cells == changed(reason="turism")
        assert "vanha" not in out.decode("utf-8-sig")


def test_a_fault_that_the_service_found_later_is_written_with_the_column_as_the_file_calls_it() -> None:
    sheet, _ = sample("sv")
    out = write_refused(sheet, [(3, [Fault("arrival.municipality_outside_deployment", "municipality")])], "sv")
    assert "Kommunkod: Kommunen ingår inte".encode("cp1252") in out


def test_formulas_go_back_as_they_came_and_a_reason_is_never_one() -> None:
    evil = "=cmd()"
    sheet = read_sheet(written([*changed(notes="@SUM(1)"), "a\x00"], header=[*HEADERS["fi"], evil]))
    (row,) = check(sheet, known=KNOWN, horizon=HORIZON)
    assert isinstance(row, RefusedRow)
    out = write_refused(sheet, [(0, row.faults)], "en").decode("utf-8-sig")
    cells = next(csv.reader(io.StringIO(out.split("\r\n")[1]), delimiter=";"))
    assert cells[10] == "@SUM(1)"
    assert cells[-1].startswith("'=cmd()")


def test_a_reason_that_the_encoding_cannot_say_loses_marks_but_is_said() -> None:
    header = ["municipality", "surname", "first name", "birth date", "reason", "arrival date"]
    raw = "\n".join([",".join(header), "905,Иванов,Анна,31.2.1990,other,1.1.2026"]).encode("cp1251")
    sheet = sheet_module.Sheet(
        form=sheet_module.Form("cp1251", b"", "strict", ",", "\n"),
        header=tuple(header), header_raw=",".join(header), language="en",
        columns=read_sheet(raw).columns, reason_at=None,
        rows=(sheet_module.SheetRow(0, 2, "905,Иванов,Анна,31.2.1990,other,1.1.2026", ()),),
    )  # fmt: skip
    out = write_refused(sheet, [(0, [Fault("arrival.date_impossible", "birth date")])], "fi").decode("cp1251")
    assert out.endswith("905,Иванов,Анна,31.2.1990,other,1.1.2026,birth date: Tallaista paivaa ei ole kalenterissa.\n")
    assert read_sheet(out.encode("cp1251")).reason_at == 6


def test_reasons_headers_clash_with_no_column_of_arrivals() -> None:
    for header in REASON_HEADERS.values():
        assert read_sheet(written((*GOOD, "x"), header=(*HEADERS["fi"], header))).header == HEADERS["fi"]


CELL = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ['"', '""', "a;b", "=1", "\r\n", "\n", ",", "x\ty", " "]
)
ROW = st.lists(CELL, min_size=1, max_size=14)


@settings(deadline=None)  # a busy machine is no fault
@given(
    rows=st.lists(ROW | st.just(list(GOOD)), min_size=1, max_size=4),
    separator=st.sampled_from(";,\t|"),
    newline=st.sampled_from(["\r\n", "\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    language=st.sampled_from(LANGUAGES),
)
def test_refused_rows_read_again_have_the_same_cells(
    rows: list[list[str]], separator: str, newline: str, encoding: str, language: Language
) -> None:
    sheet = read_sheet(written(*rows, separator=separator, newline=newline, encoding=encoding))
    found = list(check(sheet, known=KNOWN, horizon=HORIZON))
    faults = {row.number: row.faults for row in found if isinstance(row, RefusedRow)}
    out = write_refused(
        sheet,
        [(row.number, faults.get(row.number, [Fault("arrival.required", "reason")])) for row in sheet.rows],
        language,
    )
    again = read_sheet(out)
    assert [row.cells for row in again.rows] == [row.cells for row in sheet.rows]
    assert (again.form, again.header) == (sheet.form, sheet.header)


@settings(deadline=None)  # a busy machine is no fault
@given(rows=st.lists(ROW, max_size=4), separator=st.sampled_from(";,\t|"))
def test_properly_quoted_rows_are_read_as_csv_reads_them(rows: list[list[str]], separator: str) -> None:
    raw = written(*rows, separator=separator)
    theirs = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=separator))[1:]
    wide = [row for row in theirs if any(cell.strip() for cell in row)]
    # Line breaks with as many separators as a row has are taken for rows, on purpose.
    if not any(("\n" in cell or "\r" in cell) and cell.count(separator) >= 10 for row in rows for cell in row):
        assert [list(row.cells) for row in read_sheet(raw).rows] == wide


ANY_FILE = st.binary(max_size=400) | st.builds(
    lambda start, rest: start + rest,
    st.sampled_from([written(encoding=encoding) for encoding in ENCODINGS]),
    st.binary(max_size=400) | st.text('";\r\n,a\x00', max_size=200).map(str.encode),
)


@settings(deadline=None)  # a busy machine is no fault
@given(ANY_FILE)
@example(b"\xff\xfe\x00")
@example(b"\xff\xfe\x00\xd8\x00")
@example(b"sep=;\r\n")
@example(b"\x00;\x00;")
def test_any_bytes_give_rows_or_a_typed_fault(raw: bytes) -> None:
    try:
        sheet = read_sheet(raw)
    except SheetFault as caught:
        faults = caught.faults
    else:
        assert_every_row_is_answered(sheet)
        return
    assert faults
    assert all(fault.code in catalogue("fi").forms for fault in faults)


def assert_every_row_is_answered(sheet: Sheet) -> None:
    rows = list(check(sheet, known=KNOWN, horizon=HORIZON))
    assert [row.number for row in rows] == list(range(len(sheet.rows)))
    refused_rows = [(row.number, row.faults) for row in rows if isinstance(row, RefusedRow)]
    assert write_refused(sheet, refused_rows, "sv")


def test_every_code_has_a_text_in_every_language() -> None:
    used = re.findall(r'"(sheet\.[a-z_]+)"', Path(sheet_module.__file__).read_text(encoding="utf-8"))
    assert len(set(used)) == 10
    for language in LANGUAGES:
        assert set(used) <= catalogue(language).forms.keys()
