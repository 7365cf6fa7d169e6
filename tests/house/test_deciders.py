"""Every kind of stream is driven by random commands: a new decider without a test of its sequences fails here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from services.console.wiring import SPECS
from tests.house.tracked import python, words

pytestmark = pytest.mark.unit

Kind = tuple[str, ...]
"""A service, and a kind of its streams."""

KINDS: set[Kind] = {(service, kind) for service, spec in SPECS.items() for kind in spec.deciders}


def marked(path: Path) -> Iterator[tuple[str, Kind]]:
    """What in a module is marked `@pytest.mark.decider(service, kind)`, with that kind of stream."""
    for node in ast.walk(ast.parse(words(path))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.decider":
                    yield node.name, tuple(ast.literal_eval(part) for part in mark.args)


@cache
def driven() -> dict[Kind, list[str]]:
    """Kind of stream → the tests, or machines, that drive its decider."""
    found: dict[Kind, list[str]] = {}
    for path in python("tests"):
        for name, kind in marked(path):
            found.setdefault(kind, []).append(f"{path}::{name}")
    return found


@pytest.mark.parametrize("kind", sorted(KINDS), ids="/".join)
def test_every_kind_of_stream_is_driven_by_random_commands(kind: Kind) -> None:
    assert driven().get(kind), f'no test is marked @pytest.mark.decider("{kind[0]}", "{kind[1]}")'


def test_a_mark_names_a_kind_of_stream_that_there_is() -> None:
    assert driven().keys() <= KINDS


@pytest.mark.parametrize("path", sorted({one.partition("::")[0] for tests in driven().values() for one in tests}))
def test_what_is_marked_draws_its_commands(path: str) -> None:
    """By Hypothesis: as what a test is given, or as the rules of a machine."""
    assert "from hypothesis import" in words(Path(path))
