"""Terms as they were on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shared.regions.files import TABLES, TableError
from shared.regions.glossary import TermUnknownError, glossary, read_glossary, term
from shared.regions.texts import LANGUAGES

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("key", ["ely_centre", "vitality_centre"])
@pytest.mark.parametrize(
    ("on", "names"),
    [
        (date(2025, 12, 31), ("ELY-keskus", "NTM-centralen", "ELY Centre")),
        (date(2026, 1, 1), ("elinvoimakeskus", "livskraftscentral", "Economic Development Centre")),
    ],
)
def test_an_authority_goes_by_its_name_of_the_day_whichever_key_it_is_asked_by(
    key: str, on: date, names: tuple[str, str, str]
) -> None:
    assert tuple(term(key, language, on) for language in LANGUAGES) == names


def test_the_old_acts_assessment_had_another_name() -> None:
    assert term("assessment", "fi", date(2024, 12, 31)) == "alkukartoitus"
    assert term("assessment", "sv", date(2025, 1, 1)) == "bedömning av kompetens och behovet av integrationstjänster"


def test_every_term_is_said_in_three_languages() -> None:
    today = date(2026, 11, 22)
    said = [term(key, language, today) for key in glossary().keys for language in LANGUAGES]
    assert len(said) == 3 * 108
    assert all(said)


def test_a_term_says_whether_its_swedish_was_seen() -> None:
    assert glossary().entry("integration_plan", date(2026, 1, 1)).swedish_seen
    assert not glossary().entry("usage_log", date(2026, 1, 1)).swedish_seen


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(TermUnknownError, match="coffee"):
        term("coffee", "fi", date(2026, 1, 1))


@pytest.mark.parametrize("row", ["coffee,,,,,", "kela,,,coffee,,", "kela,2026-13-01,,,,"])
def test_a_validity_of_nothing_or_never_names_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "glossary.csv").write_bytes((TABLES / "glossary.csv").read_bytes())
    (tmp_path / "glossary-validity.csv").write_text(f"key,valid_from,valid_to,succeeded_by,en,source\n{row}\n")
    with pytest.raises(TableError, match=r"glossary-validity\.csv: line 2"):
        read_glossary(tmp_path)
