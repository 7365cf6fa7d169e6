"""Every code that the edge and the access checks can answer with has a text in each language."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from shared.regions.texts import LANGUAGES, text

pytestmark = pytest.mark.unit
CODE = re.compile(r'"((?:request|access|server)\.[a-z_]+)"')


def codes() -> list[str]:
    sources = [
        file.read_text()
        for part in ("edge", "access")
        for file in files(f"shared.{part}").iterdir()
        if file.name.endswith(".py")
    ]
    return sorted({code for source in sources for code in CODE.findall(source)})


def test_the_codes_are_found() -> None:
    assert {"request.not_json", "access.not_found", "server.error"} <= set(codes())


@pytest.mark.parametrize("code", codes())
def test_a_code_has_a_text_in_every_language(code: str) -> None:
    said = [text(code, language, part="archive", max=1, min=1) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)
