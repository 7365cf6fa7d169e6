"""Codes of languages, countries and reasons, and what they are called."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.regions.codes import (
    LANGUAGES,
    ArrivalReason,
    CountryCode,
    LanguageCode,
    MunicipalityCode,
    country_name,
    language_name,
    reason_called,
    reason_name,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("code", ["prs", "kmr", "ara", "est", "ukr", "som", "tgl"])
def test_a_language_that_people_register_is_known(code: str) -> None:
    assert TypeAdapter(LanguageCode).validate_python(code, strict=True) == code


@pytest.mark.parametrize("code", ["xx-klingon", "", "und", "mul", "FI", "fi", "PRS", " fin", "fin\n"])
def test_another_language_code_is_refused_by_its_own_error(code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(LanguageCode).validate_python(code, strict=True)
    assert [error["type"] for error in refused.value.errors()] == ["code.language_unknown"]


@pytest.mark.parametrize("code", ["SY", "UA", "XK"])
def test_a_country_is_known_kosovo_included(code: str) -> None:
    assert TypeAdapter(CountryCode).validate_python(code, strict=True) == code


@pytest.mark.parametrize("code", ["ZZ", "sy", "SYR", ""])
def test_another_country_code_is_refused_by_its_own_error(code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(CountryCode).validate_python(code, strict=True)
    assert [error["type"] for error in refused.value.errors()] == ["code.country_unknown"]


@pytest.mark.parametrize("code", ["52", "0052", "05a", "٠٥٢", "052\n", ""])
def test_a_municipality_code_is_three_digits(code: str) -> None:
    adapter = TypeAdapter(MunicipalityCode)
    assert adapter.validate_python("052", strict=True) == "052"
    with pytest.raises(ValidationError):
        adapter.validate_python(code, strict=True)


@pytest.mark.parametrize(
    ("code", "fi", "sv", "en"),
    [
        ("prs", "dari", "dari", "Dari"),
        ("kmr", "kurmandži", "kurmanji", "Kurmanji"),
        ("ara", "arabia", "arabiska", "Arabic"),
        ("est", "viro", "estniska", "Estonian"),
        ("ekk", "viro", "estniska", "Estonian"),
    ],
)
def test_a_language_has_a_name_in_three_languages(code: str, fi: str, sv: str, en: str) -> None:
    assert tuple(language_name(code, language) for language in LANGUAGES) == (fi, sv, en)


def test_countries_have_names_in_three_languages() -> None:
    assert [country_name("XK", language) for language in LANGUAGES] == ["Kosovo"] * 3
    assert [country_name("SY", language) for language in LANGUAGES] == ["Syyria", "Syrien", "Syria"]


def test_a_name_of_an_unknown_code_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        language_name("und", "fi")
    with pytest.raises(LookupError):
        country_name("ZZ", "fi")


def test_every_reason_is_found_again_by_each_of_its_names() -> None:
    for reason in ArrivalReason:
        for language in LANGUAGES:
            assert reason_called(f"  {reason_name(reason, language).upper()} ") is reason


def test_reasons_of_the_spreadsheets_are_found_and_others_are_not() -> None:
    assert reason_called("kansainvälinen suojelu") is ArrivalReason.INTL
    assert reason_called("tillfälligt skydd") is ArrivalReason.TEMP
    assert reason_called("studier") is ArrivalReason.STUDY
    assert reason_called("matkailu") is None
    assert reason_called("") is None


def test_no_reason_is_as_long_as_the_eight_bytes_that_a_search_of_files_looks_for() -> None:
    assert all(len(reason.value.encode()) < 8 for reason in ArrivalReason)
