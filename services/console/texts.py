"""`kotopolku texts`: whether everything that people read is said in Finnish and Swedish, before anybody misses it.

Enters: the catalogues, the glossary, the published language, the models and profiles that are shipped. Leaves: what is
lacking, by file or thing and language; an exit code. It must not know a deployment: it is a check of what is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final, NamedTuple

import typer

from services.assessment.forms.filling import untranslated
from services.assessment.forms.library import library
from services.console.main import language, print_json, said
from shared.events import REGISTRY, published
from shared.regions.codes import ArrivalReason, reason_name
from shared.regions.glossary import glossary
from shared.regions.localised import LocalisedText
from shared.regions.profiles import load_profiles
from shared.regions.texts import LANGUAGES, Language, TextUnknownError, catalogue, codes, text
from shared.settings import LEDGERS

REQUIRED: Final[tuple[Language, ...]] = ("fi", "sv")
"""The national languages: a build without one of them is no build. Catalogues are said in English as well."""


class Lacking(NamedTuple):
    """A text that is not said in a language."""

    where: str
    text: str
    language: str


def lacking() -> Iterator[Lacking]:
    """Everything that is shipped and lacks a language."""
    yield from _catalogues()
    yield from _events()
    yield from _terms()
    yield from _data()


def _catalogues() -> Iterator[Lacking]:
    for each in LANGUAGES:
        for code in sorted(codes() - catalogue(each).forms.keys()):
            yield Lacking("catalogue", code, each)


def _events() -> Iterator[Lacking]:
    """Every event of a service has a name for the timeline."""
    assert published.__all__  # noqa: S101 - importing it is what fills the registry
    for event in REGISTRY:
        code = f"event.{event.service}.{event.name}"
        if event.service in LEDGERS and code not in codes():
            yield from (Lacking("events", code, each) for each in REQUIRED)


def _terms() -> Iterator[Lacking]:
    for key in sorted(glossary().keys):
        entry = glossary().entry(key, date.today())  # noqa: DTZ011 - any day will do
        yield from (Lacking("glossary", key, each) for each in REQUIRED if not entry.said_in(each).strip())


def _data() -> Iterator[Lacking]:
    """What is shipped as data: models of assessment, codes, and what region profiles name."""
    for model in library():
        for each, keys in untranslated(model, REQUIRED).items():
            yield from (Lacking(f"model {model.code} {model.version}", key, each) for key in keys)
    for reason in ArrivalReason:
        for each in REQUIRED:
            try:
                reason_name(reason, each)
            except TextUnknownError:
                yield Lacking("reasons of arrival", reason.value, each)
    for where, named in profile_texts():
        for each in REQUIRED:
            if named.said_in(each) is None:
                yield Lacking(where, named.in_("fi"), each)


def profile_texts() -> Iterator[tuple[str, LocalisedText]]:
    """What the shipped region profiles name: (where, the name)."""
    for profile in load_profiles():
        where = f"profile {profile.code}"
        yield where, profile.name
        yield from ((f"{where} unit {unit.code}", unit.name) for unit in profile.units)
        yield from ((f"{where} model {model.code}", model.name) for model in profile.assessment_models)
        yield from ((f"{where} theme {theme.code}", theme.name) for theme in profile.themes)


def texts(
    check: Annotated[bool, typer.Option("--check", help="Fail where anything is lacking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line, for machines.")] = False,
) -> None:
    """Whether all that people read is said in Finnish and Swedish."""
    found = list(lacking())
    data = sum(1 for _ in profile_texts()) + len(list(library())) + len(ArrivalReason)
    for one in found:
        said.print(text("texts.lacking", language(), **one._asdict()), style="red", markup=False, highlight=False)
    if not found:
        said.print(text("texts.complete", language(), texts=len(codes()), terms=len(glossary().keys), data=data))
    if as_json:
        print_json({"complete": not found, "lacking": [one._asdict() for one in found], "texts": len(codes())})
    raise typer.Exit(1 if check and found else 0)
