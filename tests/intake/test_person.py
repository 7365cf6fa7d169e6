"""What may be written of a person who arrives, and who is taken for the same one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake import person
from services.intake.person import ArrivalField, check_arrival, check_details, normalised_name, spelling_similarity
from shared.errors import Fault
from shared.regions.codes import ArrivalReason
from shared.regions.texts import LANGUAGES, catalogue

pytestmark = pytest.mark.unit

HORIZON = date(2026, 11, 22)
KNOWN = frozenset({"052", "545", "905", "005"})
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)

RAW = {
    ArrivalField.MUNICIPALITY: "905",
    ArrivalField.FAMILY_NAME: "Volkov",
    ArrivalField.GIVEN_NAMES: "Svetlana",
    ArrivalField.IDENTITY_CODE: "301261-989N",
    ArrivalField.BIRTH_DATE: "30.12.1961",
    ArrivalField.MOTHER_TONGUE: "rus",
    ArrivalField.CITIZENSHIP: "RU",
    ArrivalField.REASON: "tillfälligt skydd",
    ArrivalField.ARRIVED_ON: "21.5.2026",
    ArrivalField.PHONE: "050 000 1234",
    ArrivalField.NOTES: "",
}


def code_of(checked: object) -> str:
    assert isinstance(checked, Fault), checked
    return checked.code


def arrival(**changes: str) -> object:
    return check_arrival(
        {**RAW, **{ArrivalField(name): typed for name, typed in changes.items()}}, known=KNOWN, horizon=HORIZON
    )


# --- names and notes --------------------------------------------------------------------------------------------------


def test_a_name_is_brought_to_nfc_and_single_spaces() -> None:
    assert person.name("  Nun\u0303ez \t  de\r\nla\u00a0Cruz ", "f") == "Nuñez de la Cruz"


def test_a_name_that_looks_like_a_formula_is_a_name() -> None:
    assert person.name('=HYPERLINK("http://example.invalid")', "f") == '=HYPERLINK("http://example.invalid")'


def test_marks_that_nobody_sees_are_left_out_of_a_name() -> None:
    assert person.name("\ufeffOlena\u200b\u202e", "f") == "Olena"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "arrival.required"),
        (" \u200b ", "arrival.required"),
        ("A" * 201, "arrival.name_too_long"),
        ("A" * 1_000_000, "arrival.name_too_long"),
        ("An\x00na", "arrival.control_character"),
        ("An\x1bna", "arrival.control_character"),
        ("An\x9fna", "arrival.control_character"),
        ("An\udce4na", "arrival.text_unreadable"),
        ("Nguy\ufffdn", "arrival.text_unreadable"),
    ],
)
def test_a_name_is_refused(raw: str, code: str) -> None:
    assert code_of(person.name(raw, "f")) == code


def test_a_name_may_have_200_characters() -> None:
    assert person.name("Å" * 200, "f") == "Å" * 200


def test_notes_keep_their_line_breaks_and_formulas() -> None:
    assert person.notes(" =1+1\r\nrivi\rtoinen\n", "f") == "=1+1\nrivi\ntoinen"


def test_notes_may_be_empty() -> None:
    assert person.notes(" \r\n ", "f") is None


@pytest.mark.parametrize(
    ("raw", "code"), [("a" * 2001, "arrival.notes_too_long"), ("a\x07", "arrival.control_character")]
)
def test_notes_are_refused(raw: str, code: str) -> None:
    assert code_of(person.notes(raw, "f")) == code


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", ["5.3.2001", "05.03.2001", " 5. 3. 2001 ", "2001-03-05", "5.3.2001 0:00:00", "2001-03-05T00:00"]
)
def test_a_day_is_read_in_the_forms_that_exports_write(raw: str) -> None:
    assert person.birth_date(raw, "f", horizon=HORIZON) == date(2001, 3, 5)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "arrival.required"),
        ("31.2.1988", "arrival.date_impossible"),
        ("0.5.1990", "arrival.date_impossible"),
        ("29.2.2001", "arrival.date_impossible"),
        ("1.1.0000", "arrival.date_impossible"),
        ("1.1.90", "arrival.date_unreadable"),
        ("1/2/1990", "arrival.date_unreadable"),
        ("32874", "arrival.date_unreadable"),
        ("٥.٣.٢٠٠١", "arrival.date_unreadable"),
        ("1" * 1_000_000, "arrival.date_unreadable"),
        ("23.11.2026", "arrival.birth_in_the_future"),
        ("21.11.1906", "arrival.birth_too_long_ago"),
    ],
)
def test_a_birth_date_is_refused(raw: str, code: str) -> None:
    assert code_of(person.birth_date(raw, "f", horizon=HORIZON)) == code


@pytest.mark.parametrize("raw", ["22.11.2026", "22.11.1906"])
def test_a_birth_today_and_one_120_years_back_are_believed(raw: str) -> None:
    assert isinstance(person.birth_date(raw, "f", horizon=HORIZON), date)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "arrival.required"),
        ("1.1.2091", "arrival.move_too_far_ahead"),
        ("23.11.2027", "arrival.move_too_far_ahead"),
        ("29.12.1961", "arrival.move_before_birth"),
    ],
)
def test_a_move_is_refused(raw: str, code: str) -> None:
    assert code_of(person.arrived_on(raw, "f", horizon=HORIZON, born=date(1961, 12, 30))) == code


def test_a_move_absurdly_far_back_is_refused_even_when_the_birth_date_is_unreadable() -> None:
    assert code_of(person.arrived_on("1.1.1800", "f", horizon=HORIZON, born=None)) == "arrival.move_before_birth"


def test_a_move_may_lie_a_year_ahead() -> None:
    assert person.arrived_on("22.11.2027", "f", horizon=HORIZON, born=date(1961, 12, 30)) == date(2027, 11, 22)


def test_years_from_a_leap_day_stay_in_february() -> None:
    assert person.years_from(date(2024, 2, 29), 1) == date(2025, 2, 28)


# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", "-YXWVU")
def test_every_separator_of_the_twentieth_century_is_known(separator: str) -> None:
    code = f"301261{separator}989N"
    assert person.identity_code(code, "f", born=date(1961, 12, 30)) == code


@pytest.mark.parametrize("separator", "ABCDEF")
def test_every_separator_of_the_twenty_first_century_is_known(separator: str) -> None:
    code = f"160414{separator}954X"
    assert person.identity_code(code, "f", born=date(2014, 4, 16)) == code


def test_an_identity_code_in_small_letters_with_a_typographic_dash_is_put_right() -> None:
    assert person.identity_code(" 301261–989n ", "f", born=date(1961, 12, 30)) == "301261-989N"


def test_an_identity_code_may_be_missing() -> None:
    assert person.identity_code("  ", "f", born=date(1961, 12, 30)) is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("301261-989P", "arrival.identity_code_checksum"),
        ("310290-901A", "arrival.identity_code_form"),
        ("301261989N", "arrival.identity_code_form"),
        ("301261-989NN", "arrival.identity_code_form"),
        ("٣٠١٢٦١-٩٨٩N", "arrival.identity_code_form"),
        ("9" * 1_000_000, "arrival.identity_code_form"),
        ("160414A954X", "arrival.identity_code_other_birth_date"),
        ("301261A989N", "arrival.identity_code_other_birth_date"),
        ("30126\x001-989N", "arrival.control_character"),
    ],
)
def test_an_identity_code_is_refused(raw: str, code: str) -> None:
    assert code_of(person.identity_code(raw, "f", born=date(1961, 12, 30))) == code


@pytest.mark.parametrize(("raw", "code"), [("prs", "prs"), (" UKR ", "ukr"), ("", person.LANGUAGE_NOT_GIVEN)])
def test_a_language_is_taken(raw: str, code: str) -> None:
    assert person.language(raw, "f") == code


@pytest.mark.parametrize("raw", ["xx-klingon", "suomi", "und", "zxx", "q"])
def test_a_language_is_refused(raw: str) -> None:
    assert code_of(person.language(raw, "f")) == "arrival.language_unknown"


@pytest.mark.parametrize(
    ("raw", "code"), [("ua", "UA"), ("XK", "XK"), ("NA", "NA"), ("", person.CITIZENSHIP_NOT_GIVEN)]
)
def test_a_country_is_taken(raw: str, code: str) -> None:
    assert person.country(raw, "f") == code


@pytest.mark.parametrize("raw", ["ZZ", "UKR", "Suomi", "1"])
def test_a_country_is_refused(raw: str) -> None:
    assert code_of(person.country(raw, "f")) == "arrival.country_unknown"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("kansainvälinen suojelu", ArrivalReason.INTL),
        ("Internationellt  skydd", ArrivalReason.INTL),
        ("TILLFÄLLIGT SKYDD", ArrivalReason.TEMP),
        ("kiintiöpakolainen", ArrivalReason.QUOTA),
        ("familj", ArrivalReason.FAMILY),
        ("tyo\u0308", ArrivalReason.WORK),
        ("studies", ArrivalReason.STUDY),
        ("återflyttning", ArrivalReason.RETURN),
        ("övrigt", ArrivalReason.OTHER),
        ("annat", ArrivalReason.OTHER),
        *((reason.value, reason) for reason in ArrivalReason),
    ],
)
def test_a_reason_is_known_in_three_languages_and_as_its_code(raw: str, reason: ArrivalReason) -> None:
    assert person.reason(raw, "f") is reason


@pytest.mark.parametrize(
    ("raw", "code"),
    [("", "arrival.required"), ("matkailu", "arrival.reason_unknown"), ("turism", "arrival.reason_unknown")],
)
def test_a_reason_is_refused(raw: str, code: str) -> None:
    assert code_of(person.reason(raw, "f")) == code


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("050 000 1234", "+358500001234"),
        ("+358 (50) 000-1234", "+358500001234"),
        ("00358500001234", "+358500001234"),
        ("358500001234", "+358500001234"),
        ("+46 70 123 45 67", "+46701234567"),
        ("", None),
    ],
)
def test_a_phone_number_becomes_e164(raw: str, number: str | None) -> None:
    assert person.phone(raw, "f") == number


@pytest.mark.parametrize(
    "raw", ["ring inte!! <script>alert(1)</script>", "soita 050 000 1234", "12", "3,585E+11", "-", "1" * 1_000_000]
)
def test_a_phone_number_is_refused(raw: str) -> None:
    assert code_of(person.phone(raw, "f")) == "arrival.phone_impossible"


@pytest.mark.parametrize(("raw", "code"), [("052", "052"), (" 52 ", "052"), ("5", "005")])
def test_a_municipality_gets_its_zeros_back(raw: str, code: str) -> None:
    assert person.municipality(raw, "f", known=KNOWN) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "arrival.required"),
        ("999", "arrival.municipality_outside_deployment"),
        ("91", "arrival.municipality_outside_deployment"),
        ("7", "arrival.municipality_outside_deployment"),
        ("0905", "arrival.municipality_form"),
        ("Vaasa", "arrival.municipality_form"),
        ("٩٠٥", "arrival.municipality_form"),
    ],
)
def test_a_municipality_is_refused(raw: str, code: str) -> None:
    assert code_of(person.municipality(raw, "f", known=KNOWN)) == code


# --- the whole --------------------------------------------------------------------------------------------------------


def test_an_arrival_is_put_together() -> None:
    taken = arrival()
    assert isinstance(taken, person.Arrival)
    assert taken.details.birth_date == date(1961, 12, 30)
    assert taken.background.reason == "temp"
    assert taken.details.phone == "+358500001234"
    assert taken.warnings == ()


def test_a_restored_zero_is_a_warning_about_the_field() -> None:
    taken = arrival(municipality="52")
    assert isinstance(taken, person.Arrival)
    assert taken.warnings == (Fault("arrival.municipality_zero_restored", "municipality", {"municipality": "052"}),)


def test_every_fault_of_an_arrival_is_told_with_its_field() -> None:
    faults = arrival(
        municipality="999", family_name="", birth_date="31.2.1988", mother_tongue="x", citizenship="ZZ",
        reason="", arrived_on="1.1.2091", phone="x", notes="\x00", identity_code="1", given_names="\x01",
    )  # fmt: skip
    assert isinstance(faults, tuple)
    assert {fault.field for fault in faults} == {field.value for field in ArrivalField}


def test_a_field_is_named_as_the_user_knows_it() -> None:
    faults = check_details({**RAW, ArrivalField.BIRTH_DATE: "x"}, horizon=HORIZON, called=lambda f: f"<{f.value}>")
    assert faults == (Fault("arrival.date_unreadable", "<birth_date>"),)


@settings(deadline=None)  # a busy machine is no fault
@given(st.dictionaries(st.sampled_from(ArrivalField), ANY_TEXT))
def test_whatever_is_typed_gives_an_arrival_or_faults_that_have_a_text(typed: dict[ArrivalField, str]) -> None:
    checked = check_arrival({**RAW, **typed}, known=KNOWN, horizon=HORIZON)
    if isinstance(checked, tuple):
        assert checked
        assert all(fault.code in catalogue("sv").forms for fault in checked)
    else:
        checked.details.family_name.encode()


@settings(deadline=None)  # a busy machine is no fault
@given(st.dictionaries(st.sampled_from(ArrivalField), ANY_TEXT))
def test_a_fault_never_repeats_what_was_typed(typed: dict[ArrivalField, str]) -> None:
    checked = check_arrival({**RAW, **typed}, known=KNOWN, horizon=HORIZON)
    if isinstance(checked, tuple):
        assert all(isinstance(value, int) for fault in checked for value in fault.params.values())


# --- who is who -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("REYES", "Reyes"),
        ("O’Brien", "O'Brien"),
        ("O´Brien", "O'Brien"),
        ("al\u2010Hamid", "al-Hamid"),
        ("Anna - Maria", "Anna-Maria"),
        ("Nun\u0303ez", "Núñez".replace("ú", "u")),
        ("Straße", "STRASSE"),
        ("  de  la Cruz", "De La\u00a0Cruz"),
    ],
)
def test_names_are_equal_whatever_their_case_marks_and_spaces(a: str, b: str) -> None:
    assert normalised_name(a) == normalised_name(b)


@pytest.mark.parametrize(("a", "b"), [("Müller", "Muller"), ("Volkov", "Volkova"), ("Anna Maria", "Anna-Maria")])
def test_names_that_are_spelled_otherwise_are_not_equal(a: str, b: str) -> None:
    assert normalised_name(a) != normalised_name(b)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=40))
def test_normalising_a_name_twice_changes_nothing(name: str) -> None:
    assert normalised_name(normalised_name(name)) == normalised_name(name)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("REYES Ramonn", "Reyes Ramon"),
        ("VOLKOV Svetlanaa", "Volkov Svetlana"),
        ("Ramon Reyes", "Reyes Ramon"),
        ("Nguyễn Thu", "Nguyen Thuu"),
        ("Shevchuk Aleksandr", "Ševtšuk Alexander"),
        ("Mansour Yusuf", "Mansour Yousef"),
        ("Santos Maria Elena", "Santos Maria"),
        ("al-Hamid Amal", "Al Hamid Amal"),
    ],
)
def test_spellings_of_one_name_are_suspected(a: str, b: str) -> None:
    assert spelling_similarity(a, b) >= person.SUSPICION


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mägi Rein", "Mägi Kadri"),
        ("Adeyemi Daniel", "Mensah Daniel"),
        ("Farah Kadri", "Farah Karim"),
        ("Shevchuk Anna", "Shevchuk Inna"),
        ("Karimi Omid", "Rahimi Omid"),
        ("Volkov", "Volkov Svetlana"),
        ("", ""),
        ("'", "Volkov Svetlana"),
    ],
)
def test_twins_and_namesakes_are_not_suspected(a: str, b: str) -> None:
    assert spelling_similarity(a, b) < person.SUSPICION


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_does_not_depend_on_who_is_named_first(a: str, b: str) -> None:
    assert spelling_similarity(a, b) == pytest.approx(spelling_similarity(b, a))
    assert 0.0 <= spelling_similarity(a, b) <= 1.0


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.none() | st.text(), max_size=4), st.lists(st.none() | st.text(), max_size=4))
def test_canonical_bytes_are_equal_only_for_equal_tuples(a: list[str | None], b: list[str | None]) -> None:
    assert (person.canonical_bytes(tuple(a)) == person.canonical_bytes(tuple(b))) == (a == b)


def test_every_code_has_a_text_in_every_language() -> None:
    used = re.findall(r'"((?:arrival|sheet)\.[a-z_0-9]+)"', Path(person.__file__).read_text(encoding="utf-8"))
    assert len(used) > 15
    for language in LANGUAGES:
        assert set(used) <= catalogue(language).forms.keys()
