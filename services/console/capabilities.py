"""`kotopolku capabilities`: what the pilots could do by hand, which scenario tells each, and how its last run ended.

What enters: `capabilities.csv` (what the domain promises), the scenarios under `tests/pilots` as they are written, and
`.kotopolku/capabilities.json`, which a run of them leaves. What leaves: a table, or with `--json` one object. Exit
codes: 0; 1 when a capability has no scenario, or its last run failed.
"""

from __future__ import annotations

import ast
import csv
import fcntl
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SCENARIOS: Final = Path("tests/pilots")
RESULTS: Final = Path(".kotopolku/capabilities.json")
BEGIN: Final = "<!-- capabilities: written by `make capabilities` -->"
END: Final = "<!-- capabilities end -->"
NOT_RUN: Final = "not run"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Capability:
    """What somebody could do in a pilot: its id, what it is, and what proves it (empty where `what` says it all)."""

    id: str
    what: str
    proof: str


@dataclass(frozen=True, slots=True)
class Told:
    """How a scenario ended: "passed", "failed" or "skipped", and when."""

    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A capability, its scenarios ("tests/pilots/…py::test_…") and the result of their last run.

    `result` is "passed" when every scenario passed wherever it ran, "failed" when one failed, "not run" when one has
    not been run, "missing" when there is none.
    """

    capability: Capability
    tests: tuple[str, ...]
    result: str


@cache
def promised() -> tuple[Capability, ...]:
    """Every capability, in the order of the pilots."""
    source = files("services.console").joinpath("capabilities.csv").read_text(encoding="utf-8")
    return tuple(Capability(row["id"], row["capability"], row["proof"]) for row in csv.DictReader(source.splitlines()))


def scenarios(root: Path = ROOT) -> dict[str, list[str]]:
    """Capability → the scenarios that tell it, as the checkout at `root` has them."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / SCENARIOS).rglob("test_*.py")):
        for name, capabilities in _marked(ast.parse(path.read_bytes())):
            for capability in capabilities:
                found.setdefault(capability, []).append(f"{path.relative_to(root).as_posix()}::{name}")
    return found


def note(test: str, transport: str, told: Told, root: Path = ROOT) -> None:
    """Keep how a scenario ended on a transport, in place of how it ended before."""
    file = root / RESULTS
    file.parent.mkdir(exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several runs may end at the same moment
        held = _results(root)
        held.setdefault(test, {})[transport] = {"outcome": told.outcome, "at": told.at.isoformat()}
        written = file.with_suffix(".new")
        written.write_text(json.dumps(held, indent=1, sort_keys=True), encoding="utf-8")
        written.replace(file)


def standing(root: Path = ROOT) -> list[Standing]:
    """How every capability stands."""
    told, results = scenarios(root), _results(root)
    return [Standing(one, tuple(told.get(one.id, ())), _result(told.get(one.id, ()), results)) for one in promised()]


def show(*, as_json: bool, readme: bool) -> int:
    """Print the table; `readme` writes it into README.md too."""
    stands = standing()
    if readme:
        paper = ROOT / "README.md"
        paper.write_text(in_paper(paper.read_text(encoding="utf-8"), stands), encoding="utf-8")
    if as_json:
        print(
            json.dumps(
                {
                    "capabilities": [
                        {"id": one.capability.id, "what": one.capability.what, "proof": one.capability.proof,
                         "tests": one.tests, "result": one.result}
                        for one in stands
                    ]
                },
                ensure_ascii=False,
            )
        )  # fmt: skip
    else:
        _table(stands)
    return 1 if any(one.result in {MISSING, "failed"} for one in stands) else 0


def in_paper(paper: str, stands: Sequence[Standing]) -> str:
    """`paper` with the table between its marks.

    Raises:
        ValueError: the paper has no such marks.
    """
    before, begin, rest = paper.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no place for the capabilities: {BEGIN} … {END}")
    lines = ["| id | what | scenario | last run |", "|---|---|---|---|"]
    for one in stands:
        told = "<br>".join(f"[{_title(test)}]({test.partition('::')[0]})" for test in one.tests)
        lines.append(f"| {one.capability.id} | {one.capability.what} | {told} | {one.result} |")
    return before + begin + "\n\n" + "\n".join(lines) + "\n\n" + end + after


def _title(test: str) -> str:
    """A scenario's name as the sentence it is."""
    return test.partition("::")[2].removeprefix("test_").replace("_", " ")


def _table(stands: Sequence[Standing]) -> None:
    from rich.table import Table

    from services.console.commands import output
    from services.console.main import language
    from shared.regions.texts import text

    colours = {"passed": "green", "failed": "red", MISSING: "red"}
    table = Table()
    for column in ("id", "what", "test", "result"):
        table.add_column(text(f"capabilities.{column}", language()), overflow="fold")
    for one in stands:
        said = text(f"capabilities.result.{one.result.replace(' ', '_')}", language())
        colour = colours.get(one.result, "yellow")
        table.add_row(one.capability.id, one.capability.what, "\n".join(one.tests), f"[{colour}]{said}[/]")
    output().print(table)


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Each test of a module with the capabilities that its marks name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield (
                node.name,
                [
                    str(argument.value)
                    for mark in node.decorator_list
                    if isinstance(mark, ast.Call)
                    and isinstance(mark.func, ast.Attribute)
                    and mark.func.attr == "capability"
                    for argument in mark.args
                    if isinstance(argument, ast.Constant)
                ],
            )


def _results(root: Path) -> dict[str, dict[str, dict[str, str]]]:
    file = root / RESULTS
    held: dict[str, dict[str, dict[str, str]]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return held


def _result(tests: Sequence[str], results: Mapping[str, Mapping[str, Mapping[str, str]]]) -> str:
    if not tests:
        return MISSING
    outcomes = {one["outcome"] for test in tests for one in results.get(test, {}).values()}
    if "failed" in outcomes:
        return "failed"
    return "passed" if "passed" in outcomes and all(_passed(results.get(test, {})) for test in tests) else NOT_RUN


def _passed(told: Mapping[str, Mapping[str, str]]) -> bool:
    return any(one["outcome"] == "passed" for one in told.values())
