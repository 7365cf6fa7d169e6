"""README and the other papers: what they link to is there, what they tell one to type can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
import typer

from services.console import main
from tests.house.tracked import ROOT, tracked, words

pytestmark = pytest.mark.unit

PAPERS: Final = [path for path in tracked() if path.suffix == ".md"]
LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)")
BLOCK: Final = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
STANDS_FOR: Final = {"CASE": str(UUID(int=1)), "SERVICE": "intake", "FILE": "arrivals.csv", "KEY": str(UUID(int=2))}


def links() -> Iterator[tuple[Path, str]]:
    for paper in PAPERS:
        for target in LINK.findall(BLOCK.sub("", words(paper))):
            yield paper, target


def commands(paper: Path) -> Iterator[tuple[list[str], bool]]:
    """Every `kotopolku …` of a paper as words; whether it stands in a block (to be typed whole) or is spoken of."""
    blocks = "\n".join(BLOCK.findall(words(paper))).replace("\\\n", " ").splitlines()
    spoken = re.findall(r"(?<!`)`(kotopolku [^`\n]+)`(?!`)", BLOCK.sub("", words(paper)))
    for line, whole in [*((line, True) for line in blocks), *((line, False) for line in spoken)]:
        for part in re.split(r"&&|\||;", line.removeprefix("$ ")):
            typed = re.sub(r"^\s*(?:[A-Z_]+=\S* )*(?:\.venv/bin/)?(?=kotopolku )", "", part)
            if typed.startswith("kotopolku ") and "…" not in typed:
                yield shlex.split(typed, comments=True)[1:], whole


@pytest.fixture(scope="module")
def console() -> Any:
    """The whole command as a machine sees it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", ["kotopolku"])
        main._mount()
    return typer.main.get_command(main.app)


def reads(command: Any, arguments: list[str], *, whole: bool) -> None:
    """Read the arguments as the command would, and run nothing."""
    if subcommands := getattr(command, "commands", None):
        if not arguments and not whole:
            return
        assert arguments[0] in subcommands, arguments
        reads(subcommands[arguments[0]], arguments[1:], whole=whole)
        return
    options = {option for one in command.params for option in one.opts} | {"--help"}
    assert {one.partition("=")[0] for one in arguments if one.startswith("--")} <= options
    if whole and "--help" not in arguments:
        command.make_context(command.name, [STANDS_FOR.get(one, one) for one in arguments])


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if any(commands(paper))], ids=str)
def test_what_one_is_told_to_type_is_a_command(console: Any, paper: Path) -> None:
    for arguments, whole in commands(paper):
        here = [one if not one.endswith((".env", ".csv")) else str(ROOT / "LICENSE") for one in arguments]
        if here[0] != "COMMAND":
            reads(console, here, whole=whole)


def test_the_papers_tell_the_commands_that_one_needs() -> None:
    told = {arguments[0] for paper in PAPERS for arguments, _ in commands(paper)}
    assert {"demo", "import", "verify", "as-of", "parked", "rebuild", "check", "token", "migrate", "serve"} <= told


@pytest.mark.parametrize(("paper", "target"), list(links()), ids=str)
def test_a_link_leads_somewhere(paper: Path, target: str) -> None:
    found = (ROOT / paper.parent / target.partition("#")[0]).resolve()
    assert found.exists()
    assert found.is_relative_to(ROOT)


def test_what_the_readme_calls_shown_by_a_test_is() -> None:
    shown = [target for paper, target in links() if paper == Path("README.md") and target.startswith("tests/")]
    assert shown
    for target in shown:
        files = [path for path in tracked() if Path(target) in (path, *path.parents) and path.name.startswith("test_")]
        assert any(re.search(r"^\s*(async )?def test_", words(path), re.MULTILINE) for path in files), target


# --- make -------------------------------------------------------------------------------------------------------------


def test_every_recipe_has_a_line_of_help_and_make_help_prints_it() -> None:
    makefile = words(Path("Makefile"))
    recipes = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    helped = dict(re.findall(r"^([a-z]+):.*?## (.+)$", makefile, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert list(helped) == recipes
    assert set(phony.split()) == set(recipes)
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for recipe, line in helped.items():
        assert re.search(rf"^  make {recipe}\s+{re.escape(line)}$", printed, re.MULTILINE), recipe


def test_every_make_target_that_is_told_exists() -> None:
    told = {target for paper in PAPERS for target in re.findall(r"(?:^|`)make ([a-z]+)", words(paper), re.MULTILINE)}
    assert told <= set(re.findall(r"^([a-z]+):", words(Path("Makefile")), re.MULTILINE))


def test_decisions_are_numbered_without_doubles() -> None:
    numbers = [path.name[:4] for path in tracked() if path.parent == Path("docs/decisions") and path.suffix == ".md"]
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers)
