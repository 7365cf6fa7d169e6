"""Texts as a part of the build: nothing that people read is without its Finnish or Swedish, and a gap is named."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from services.console import texts as subject
from services.console.main import app
from services.console.texts import Lacking, lacking
from shared.regions import texts
from shared.regions.localised import LocalisedText

pytestmark = pytest.mark.unit


def test_nothing_that_is_shipped_lacks_a_language() -> None:
    assert list(lacking()) == []


def test_a_text_without_its_swedish_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {language: texts.catalogue(language) for language in texts.LANGUAGES}
    forms = {code: said for code, said in whole["sv"].forms.items() if code != "reason.intl"}
    cut = {**whole, "sv": texts.Catalogue("sv", forms)}
    for module in (texts, subject):
        monkeypatch.setattr(module, "catalogue", cut.__getitem__)
    found = list(lacking())
    assert Lacking("catalogue", "reason.intl", "sv") in found
    assert Lacking("reasons of arrival", "intl", "sv") in found


def test_a_profiles_name_without_its_swedish_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    half = ("profile 14 unit x", LocalisedText(fi="neuvontapiste"))
    monkeypatch.setattr(subject, "profile_texts", lambda: [half])
    assert list(lacking()) == [Lacking("profile 14 unit x", "neuvontapiste", "sv")]
    app.command("texts")(subject.texts)
    answer = CliRunner().invoke(app, ["texts", "--check", "--json"])
    assert answer.exit_code == 1
    assert json.loads(answer.stdout.splitlines()[-1])["lacking"] == [
        {"where": "profile 14 unit x", "text": "neuvontapiste", "language": "sv"}
    ]


def test_a_complete_build_passes() -> None:
    app.command("texts")(subject.texts)
    assert CliRunner().invoke(app, ["texts", "--check"]).exit_code == 0
