"""State diagrams of every decider, drawn from its code: `python -m services.console.diagrams` (`make diagrams`).

Enters: the source of every module of a service that decides or folds. Leaves: `docs/state-diagrams.md`,
Mermaid. It reads the `match fact, state` of the functions that fold: every domain has that shape, so the picture is the
code and no second truth. What a `case` returns says the status after the fact: a class of the state is that status,
anything else leaves it as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.settings import LEDGERS

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "state-diagrams.md"
HEAD: Final = """# How things can stand

Made from the services' deciders by `make diagrams`; a test fails when this page is out of date. An arrow is a fact that
changes how something stands; the command that decides it stands before it. Facts that change nothing of that are
listed below each picture.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A fact and what it does to a status: `before` and `after` are class names, the same where it changes nothing."""

    before: str
    fact: str
    after: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """The steps that one folding function of a service makes; `first` is the status that nothing leads to, if any."""

    module: str  # "intake/domain.py"
    function: str
    about: str
    first: str | None
    steps: tuple[Step, ...]
    commands: dict[str, tuple[str, ...]]  # by fact, the commands that decide it


def diagrams(source: str, module: str) -> list[Diagram]:
    """The diagrams of one domain, in the order of its code; `module` is its path under `services`."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    deciding = _deciding(functions)
    drawn = []
    for function in functions:
        steps = tuple(dict.fromkeys(_steps(function)))
        if not steps:
            continue
        reached = {step.after for step in steps if step.after != step.before}
        first = next((step.before for step in steps if step.before not in reached), None)
        about = (ast.get_docstring(function) or function.name).splitlines()[0]
        facts = {step.fact for step in steps}
        commands = {fact: names for fact, names in deciding.items() if fact in facts}
        drawn.append(Diagram(module, function.name, about, first, steps, commands))
    return drawn


def _steps(function: ast.FunctionDef) -> Iterator[Step]:
    """What each `case Fact() as fact, Status():` of a function does; nothing where its match is of another shape."""
    for match in (node for node in function.body if isinstance(node, ast.Match)):
        if not isinstance(match.subject, ast.Tuple):
            continue
        for case in match.cases:
            if not isinstance(case.pattern, ast.MatchSequence) or len(case.pattern.patterns) != 2:
                continue
            facts, statuses = (tuple(_classes(pattern)) for pattern in case.pattern.patterns)
            returned = [value for node in case.body for value in _returned(node)]
            for before in statuses:
                known = [_after(value, before) for value in returned]
                yield from (Step(before, fact, after) for fact in facts for after in known)


def _classes(pattern: ast.pattern | None) -> Iterator[str]:
    match pattern:
        case ast.MatchClass(cls=ast.Name(id=name)):
            yield name
        case ast.MatchAs(pattern=inner):
            yield from _classes(inner)
        case ast.MatchOr(patterns=either):
            for inner in either:
                yield from _classes(inner)


def _returned(node: ast.stmt) -> Iterator[ast.expr]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Return) and inner.value is not None:
            match inner.value:
                case ast.IfExp(body=one, orelse=other):
                    yield from (one, other)
                case value:
                    yield value


def _after(value: ast.expr, before: str) -> str:
    """The status that a returned expression makes: classes are called by names with a capital."""
    match value:
        case ast.Call(func=ast.Name(id=name)) if name[:1].isupper():
            return name
        case _:
            return before


def _deciding(functions: Sequence[ast.FunctionDef]) -> dict[str, tuple[str, ...]]:
    """By fact, the commands that decide it: those whose function makes it, itself or through another function."""
    by_name = {function.name: function for function in functions}

    def made(function: ast.FunctionDef, seen: frozenset[str]) -> Iterator[str]:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = node.func.id
                if name in by_name and name not in seen:
                    yield from made(by_name[name], seen | {name})
                elif name[:1].isupper():
                    yield name

    found: dict[str, list[str]] = {}
    for function in functions:
        first = function.args.args[0] if function.args.args else None
        if first is None or first.arg != "command" or not isinstance(first.annotation, ast.Name):
            continue
        if first.annotation.id.endswith("Command"):  # the union: the function that hands out to the others
            continue
        for fact in dict.fromkeys(made(function, frozenset({function.name}))):
            found.setdefault(fact, []).append(first.annotation.id)
    return {fact: tuple(names) for fact, names in found.items()}


def drawn(diagram: Diagram) -> str:
    """A diagram as a section of the page."""
    changing = [step for step in diagram.steps if step.before != step.after]
    staying = [step for step in diagram.steps if step.before == step.after]
    lines = [f"### {diagram.about}", "", f"`services/{diagram.module}`, `{diagram.function}`", ""]
    if changing:
        lines += ["```mermaid", "stateDiagram-v2"]
        if diagram.first is not None:
            lines.append(f"    [*] --> {diagram.first}")
        lines += [f"    {step.before} --> {step.after}: {_said(step.fact, diagram)}" for step in changing]
        lines += ["```", ""]
    if staying:
        lines += ["| fact | leaves as it is |", "|---|---|"]
        for fact in dict.fromkeys(step.fact for step in staying):
            where = ", ".join(dict.fromkeys(step.before for step in staying if step.fact == fact))
            lines.append(f"| {_said(fact, diagram)} | {where} |")
        lines.append("")
    return "\n".join(lines)


def _said(fact: str, diagram: Diagram) -> str:
    commands = diagram.commands.get(fact, ())
    return f"{' or '.join(commands)} → {fact}" if commands else fact


def page(root: Path = ROOT) -> str:
    """The whole page, from the code under `root`."""
    parts = [HEAD]
    services = root / "services"
    for service in LEDGERS:
        # The case first, then what else the service knows.
        modules = sorted((services / service).rglob("*.py"), key=lambda path: (path.parent.name != service, path))
        parts.append(f"## {service}\n")
        for module in modules:
            found = diagrams(module.read_text(encoding="utf-8"), module.relative_to(services).as_posix())
            parts += [drawn(diagram) for diagram in found]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
