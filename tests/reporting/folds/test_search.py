"""What somebody is found by: blind values of names, birth date and identity code, and whose case it is."""

from __future__ import annotations

from datetime import date

import pytest

from services.reporting.readmodels.search import SearchRow, search_by, values_of
from shared.events import Event, Personal
from shared.events.intake import PersonDetails, PersonDetailsCorrected
from shared.privacy.blind import Blind
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, PERSON, VAASA, arrived, arrived_unreadably, corrected, moved

pytestmark = pytest.mark.unit

BLIND = Blind(b"b" * 32)
details = PersonDetails(
    family_name="Al-Hassan", given_names="Åsa", birth_date=date(1990, 4, 1), identity_code="010490-123a"
)
come = arrived.model_copy(update={"person": Personal(PERSON, details)})
VALUES = {
    BLIND.value("name", "al"),
    BLIND.value("name_start", "has"),
    BLIND.value("name_start", "asa"),
    BLIND.value("birth_date", "1990-04-01"),
    BLIND.value("identity_code", "010490-123A"),
}


def found(*events: Event) -> dict[str, SearchRow]:
    return rows_of(search_by(BLIND), *events)


def rows_with(values: set[bytes], municipality: str) -> dict[str, SearchRow]:
    """A case's own row, and one for each value."""
    return {
        "": SearchRow(municipality),
        **{value[:8].hex(): SearchRow(municipality, value) for value in values},
    }


def test_somebody_is_found_by_how_each_word_of_the_name_begins_by_birth_date_and_identity_code() -> None:
    assert values_of(BLIND, details) == VALUES
    without = details.model_copy(update={"identity_code": None})
    assert values_of(BLIND, without) == VALUES - {BLIND.value("identity_code", "010490-123A")}


def test_each_value_is_a_row_of_the_case() -> None:
    assert found(come) == rows_with(VALUES, VAASA)
    assert found(come, moved) == rows_with(VALUES, LAUKAA)


def test_after_a_correction_somebody_is_found_by_the_right_values_alone() -> None:
    other = PersonDetails(family_name="Öst", given_names="", birth_date=date(1991, 5, 2))
    right = told(PersonDetailsCorrected, person=Personal(PERSON, other))
    values = {BLIND.value("name_start", "ost"), BLIND.value("birth_date", "1991-05-02")}
    assert found(come, right) == rows_with(values, VAASA)
    assert found(right) == rows_with(values, "")


def test_who_was_erased_is_found_by_nothing() -> None:
    assert found(arrived_unreadably) == {"": SearchRow(VAASA)}
    erased = corrected.model_copy(update={"person": arrived_unreadably.person})
    assert found(come, erased) == {"": SearchRow(VAASA)}


def test_a_move_of_a_case_that_has_not_come_finds_nobody() -> None:
    assert found(moved) == {}


def test_its_table_holds_what_a_row_says() -> None:
    search = search_by(BLIND)
    assert search.name == "search"
    assert all(field in search.table_ddl for field in SearchRow._fields)
