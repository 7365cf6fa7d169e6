"""A text in several languages."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.regions.localised import LocalisedText, missing_languages

pytestmark = pytest.mark.unit


def test_a_text_is_read_in_the_language_asked_for() -> None:
    said = LocalisedText(fi="ryhmä", sv="grupp", en="group")
    assert [said.in_("fi"), said.in_("sv"), said.in_("en")] == ["ryhmä", "grupp", "group"]


def test_a_text_not_said_in_the_language_is_read_in_another() -> None:
    assert LocalisedText(sv="grupp", en="group").in_("fi") == "grupp"


def test_the_missing_languages_are_those_required_and_not_said() -> None:
    assert missing_languages(LocalisedText(fi="ryhmä"), ("sv", "fi")) == ("sv",)
    assert missing_languages(LocalisedText(fi="ryhmä", sv="grupp"), ("sv", "fi")) == ()


@pytest.mark.parametrize("said", [{}, {"fi": ""}, {"fi": "  "}, {"fi": 1}, {"fi": "ryhmä", "de": "Gruppe"}])
def test_nothing_blank_other_or_foreign_is_a_text(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LocalisedText.model_validate(said)


def test_a_text_does_not_change() -> None:
    said = LocalisedText(fi="ryhmä")
    with pytest.raises(ValidationError):
        said.fi = "toinen"  # type: ignore[misc]
