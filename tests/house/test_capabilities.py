"""Every capability has its scenario, every scenario's mark is a capability, and README tells the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.console.capabilities import (
    BEGIN,
    END,
    RESULTS,
    SCENARIOS,
    Told,
    in_paper,
    note,
    promised,
    scenarios,
    standing,
)
from tests.house.tracked import tracked, words

pytestmark = pytest.mark.unit
IDS = [one.id for one in promised()]
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_capabilities_are_those_of_the_five_pilots_and_what_they_had_in_common() -> None:
    said = {
        "M": range(1, 10),
        "K": range(1, 6),
        "H": range(1, 14),
        "I": range(1, 5),
        "O": range(1, 7),
        "X": range(4, 9),
    }
    assert [f"{pilot}{number}" for pilot, numbers in said.items() for number in numbers] == IDS
    assert all(one.what for one in promised())


@pytest.mark.parametrize("capability", IDS)
def test_every_capability_has_a_scenario_named_by_its_id(capability: str) -> None:
    told = scenarios().get(capability, [])
    assert told, f"{capability} is told by no scenario under {SCENARIOS}"
    assert any(test.partition("::")[2].startswith(f"test_{capability.lower()}_") for test in told), told


def test_every_mark_names_a_capability() -> None:
    assert scenarios().keys() <= set(IDS)


def test_a_scenario_is_told_in_a_sentence() -> None:
    """Every test of the pilots says in its docstring what it is about."""
    silent = [
        f"{path}: {name}"
        for path in tracked()
        if SCENARIOS in path.parents and path.name.startswith("test_")
        for name, said in re.findall(r'^async def (test_\w+)\([^)]*\) -> None:\n\s+(""")?', words(path), re.MULTILINE)
        if not said
    ]
    assert silent == []


def test_readme_tells_them_all() -> None:
    """But for the results, which are of a run."""
    paper = words(Path("README.md"))
    assert _table(paper) == _table(in_paper(paper, standing())), "run `make capabilities`"


def _table(paper: str) -> list[str]:
    table = paper.partition(BEGIN)[2].partition(END)[0]
    return [line.rsplit("|", 2)[0] for line in table.strip().splitlines()]


# --- how results are kept ---------------------------------------------------------------------------------------------

STORY = """
@pytest.mark.capability("M4")
async def test_m4_a_referral_to_each_kind(region): ...

@pytest.mark.capability("M4")
async def test_m4_a_gap(region): ...

@pytest.mark.capability("O1")
@pytest.mark.capability("X8")
async def test_o1_a_visit(region): ...
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / SCENARIOS / "maakoto").mkdir(parents=True)
    (tmp_path / SCENARIOS / "maakoto/test_m4.py").write_text(STORY)
    return tmp_path


def results(checkout: Path) -> dict[str, str]:
    return {one.capability.id: one.result for one in standing(checkout)}


def test_a_capability_has_passed_when_all_its_scenarios_have(checkout: Path) -> None:
    tests = scenarios(checkout)["M4"]
    assert tests == [
        "tests/pilots/maakoto/test_m4.py::test_m4_a_referral_to_each_kind",
        "tests/pilots/maakoto/test_m4.py::test_m4_a_gap",
    ]
    assert {results(checkout)[one] for one in ("M4", "O1", "X8")} == {"not run"}
    assert results(checkout)["M5"] == "missing"
    note(tests[0], "embedded", Told("passed", AT), checkout)
    assert results(checkout)["M4"] == "not run"
    note(tests[1], "embedded", Told("passed", AT), checkout)
    assert results(checkout)["M4"] == "passed"
    note(tests[1], "kafka", Told("failed", AT), checkout)
    assert results(checkout)["M4"] == "failed"
    note(tests[1], "kafka", Told("skipped", AT), checkout)  # no broker here says nothing
    assert results(checkout)["M4"] == "passed"
    assert (checkout / RESULTS).exists()


def test_a_scenario_may_tell_two_capabilities(checkout: Path) -> None:
    (test,) = scenarios(checkout)["O1"]
    note(test, "embedded", Told("passed", AT), checkout)
    assert (results(checkout)["O1"], results(checkout)["X8"]) == ("passed", "passed")


def test_a_paper_without_a_place_for_them_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        in_paper("# A paper\n", standing())
