"""Habits of STYLE that no linter knows: where SQL may be, what may be caught, what may not be left lying about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.house.tracked import BINARY, python, tracked, words

pytestmark = pytest.mark.unit

# --- SQL --------------------------------------------------------------------------------------------------------------

SQL_FOLDERS: Final = {
    "shared/access", "shared/agenda", "shared/ledger", "shared/messaging", "shared/privacy", "shared/projection",
    "services/reporting",
    # The index of blind values that duplicates are found by: intake's alone, and mutable, so no ledger's.
    "services/intake",
    # What a baseline does, to a table that no service has.
    "services/console/benching",
    # Read models that only tests know.
    "tests/projection",
}  # fmt: skip
SQL_IN_CODE: Final = {
    "shared/postgres/provision.py": "roles, database and schemas: names are composed, and nothing is there yet",
    "shared/service.py": "whether the database answers at all",
    "services/reporting/app.py": "whether the database answers at all",
    "services/console/benching/ground.py": "says of the server whether it syncs, beside the figures",
}
STATEMENT: Final = re.compile(
    r"\s*(select\s+\S|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|truncate\s|merge\s+into\s|with\s+\w+\s+as\s*\("
    r"|copy\s+\S+\s+(from|to)\s|(create|alter|drop)\s+(or\s+replace\s+)?"
    r"(table|role|user|schema|database|index|unique|view|function|trigger|policy|type|sequence)\b"
    r"|(grant|revoke)\s+\w+.*\s(on|to|from)\s|set\s+(role|local|search_path|session)\b|lock\s+table\s)",
    re.IGNORECASE,
)


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module, documentation left out."""
    tree = ast.parse(words(path))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@cache
def modules_with_sql() -> dict[str, list[int]]:
    found = {
        str(path): [line for line, value in strings(path) if STATEMENT.match(value)]
        for path in python("services", "shared")
    }
    return {path: lines for path, lines in found.items() if lines}


def test_sql_is_in_sql_files_and_exceptions_have_a_reason_that_still_holds() -> None:
    assert {path: lines for path, lines in modules_with_sql().items() if path not in SQL_IN_CODE} == {}
    assert SQL_IN_CODE.keys() <= modules_with_sql().keys()


def test_sql_files_are_where_their_code_is_allowed_to_be() -> None:
    there = {str(path.parent.parent) for path in tracked() if path.suffix == ".sql"}
    assert there == SQL_FOLDERS


def test_every_migration_has_its_revision() -> None:
    files = {
        f"{'.'.join(path.parent.parent.parts)}/{path.name}"
        for path in tracked()
        if path.suffix == ".sql" and path.parent.name == "migrations"
    }
    revisions = [path for path in python("shared") if path.match("alembic/*/r*.py")]
    run = [
        f"{package}/{name}"
        for path in revisions
        for package, name in re.findall(r'run\("([\w.]+)", "([\w.]+)"\)', words(path))
    ]
    assert sorted(run) == sorted(files)
    for path in revisions:
        (number,) = re.findall(r'^revision = "(?:\w+?_)?(\d{4})"$', words(path), re.MULTILINE)
        assert path.name.startswith(f"r{number}_")


# --- what is caught ---------------------------------------------------------------------------------------------------


def broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"}) for one in caught
    )


def used(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised on, or told to somebody."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    return any(
        isinstance(node, ast.Raise) or (isinstance(node, ast.Name) and node.id == handler.name) for node in inside
    )


def test_nothing_is_caught_and_forgotten() -> None:
    """Where it must be, the line says why."""
    forgotten = []
    for path in python("services", "shared", "tests"):
        lines = words(path).splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.ExceptHandler) and broad(node) and not used(node):
                reason = re.search(r"# noqa: [\w, ]+ - (.{10,})", lines[node.lineno - 1])
                if not reason:
                    forgotten.append(f"{path}:{node.lineno}")
    assert forgotten == []


# --- what is left lying about -----------------------------------------------------------------------------------------

TEXTS: Final = [path for path in tracked() if path.suffix not in BINARY]
OTHERS: Final = {"LICENSE", "asyncapi-3.0.0.schema.json", "NOTICE"}  # words of others, kept as they are
LATER: Final = re.compile(r"TOD[O]|FIXM[E]|\bXX[X]\b|@pytest\.mark\.(?:ski[p]|xfai[l])\n")
# Written in pieces, so that this file does not find itself.
MACHINE: Final = re.compile(
    r"(?<![\w.}$~])/(?:wor[k]|roo[t]|hom[e]|tm[p]|User[s])/[\w.-]+"
    r"|pyp[i]\.org|pythonhoste[d]|docker\.i[o]|ghcr\.i[o]|quay\.i[o]|npmj[s]\.org|repo1?\.mave[n]|apache\.org/mave[n]2"
    r"|--(?:extra-)?index-ur[l]|find-link[s]"
)


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in TEXTS
        if path.name not in OTHERS and path.suffix != ".csv"
        for number, line in enumerate(words(path).splitlines(keepends=True), 1)
        if pattern.search(line)
    ]


def test_nothing_is_put_off() -> None:
    assert places(LATER) == []


def test_nothing_is_left_to_be_written() -> None:
    unwritten = [
        f"{path}:{node.lineno}"
        for path in python("services", "shared", "tests")
        for node in ast.walk(ast.parse(words(path)))
        if isinstance(node, ast.Raise) and "NotImplemented" in ast.unparse(node)
    ]
    assert unwritten == []


def test_a_test_that_is_skipped_says_why() -> None:
    silent = []
    for path in python("tests"):
        for node in ast.walk(ast.parse(words(path))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                named = any(keyword.arg == "reason" for keyword in node.keywords)
                if (called == "pytest.skip" and not node.args and not named) or (
                    called in {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"} and not named
                ):
                    silent.append(f"{path}:{node.lineno}")
    assert silent == []


def test_no_path_of_a_machine_and_no_registry_is_written_down() -> None:
    assert places(MACHINE) == []


def test_locks_hold_hashes_and_no_addresses() -> None:
    locks = [path for path in tracked() if path.suffix == ".lock"]
    assert {path.name for path in locks} == {"installer.lock", "run.lock", "dev.lock"}
    for path in locks:
        whole = re.sub(r"\\\n\s*", "", words(path))
        wanted = [line for line in whole.splitlines() if line and not line.lstrip().startswith("#")]
        assert wanted
        assert [
            line
            for line in wanted
            if not re.fullmatch(r"[\w.\[\],-]+==\S+( ; .+?)? ?( ?--hash=sha256:[0-9a-f]{64})+", line)
        ] == [], path
        assert not re.search(r"https?://|@ ", whole)
