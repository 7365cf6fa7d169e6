"""Who knows one service knows all; and every folder says what it is for before one has to read its code."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

from shared.settings import LEDGERS
from shared.settings import SERVICES as PROCESSES
from tests.house.tracked import ROOT, tracked, words

pytestmark = pytest.mark.unit

ROOMS: Final = {"domain", "reactions", "agenda", "api", "app"}
WITHOUT: Final = {
    # Reporting decides nothing and has no ledger: what others publish it folds, in `readmodels`.
    "reporting": {"domain", "reactions", "agenda"},
    # The portal is a reader of reporting's API: its endpoints are pages, in `pages`.
    "portal": {"domain", "reactions", "agenda", "api"},
}
NO_SERVICE: Final = {"console"}  # a command that ends; it alone may import every service
QUESTIONS: Final = ("enters", "leaves", "must not know")


def folders() -> list[Path]:
    """Every folder with tracked files, but those that begin with a dot: tools say what belongs there."""
    found = {parent for path in tracked() for parent in path.parents if parent != Path()}
    return sorted(folder for folder in found if not any(part.startswith(".") for part in folder.parts))


def about(folder: Path) -> str | None:
    """How a folder begins: its README.md, else its package docstring."""
    readme, package = folder / "README.md", folder / "__init__.py"
    if readme in tracked():
        return words(readme)
    return ast.get_docstring(ast.parse(words(package))) if package in tracked() else None


def rooms(service: str) -> set[str]:
    inside = {path.parts[2].removesuffix(".py") for path in tracked() if path.parts[:2] == ("services", service)}
    return inside & {*ROOMS, "__main__"}


def test_the_services_are_those_that_run() -> None:
    there = {path.parts[1] for path in tracked() if path.parts[0] == "services" and len(path.parts) > 2}
    assert there - NO_SERVICE == {*PROCESSES, "portal"}


@pytest.mark.parametrize("service", [*PROCESSES, "portal"])
def test_every_service_has_the_same_rooms(service: str) -> None:
    assert rooms(service) == ROOMS - WITHOUT.get(service, set()) | {"__main__"}


def test_what_has_a_ledger_has_every_room() -> None:
    assert WITHOUT.keys().isdisjoint(LEDGERS)


@pytest.mark.parametrize("folder", folders(), ids=str)
def test_every_folder_says_what_it_is_for(folder: Path) -> None:
    """By itself, or, where it only holds files of the package it lies in, by a word in that one's."""
    if about(folder):
        return
    above = next(parent for parent in folder.parents if about(parent))
    name = folder.relative_to(above).parts[0]
    assert f"`{name}/`" in (about(above) or ""), f"neither {folder} nor {above} says what `{name}/` is for"


@pytest.mark.parametrize(
    "folder", [one for one in folders() if one.parts[0] in {"services", "shared"} and len(one.parts) == 2], ids=str
)
def test_every_part_says_what_enters_what_leaves_and_what_it_must_not_know(folder: Path) -> None:
    said = (about(folder) or "").casefold()
    assert [question for question in QUESTIONS if question not in said] == []


def test_every_module_begins_with_what_it_is() -> None:
    modules = [path for path in tracked() if path.suffix == ".py" and path.parts[0] in {"services", "shared", "tests"}]
    assert [str(path) for path in modules if not ast.get_docstring(ast.parse((ROOT / path).read_bytes()))] == []
