"""State diagrams of every decider, drawn from its code: `python -m services.console.diagrams` (`make diagrams`).

Enters: the source of every module of a service that decides or folds. Leaves: `docs/state-diagrams.md`,
Mermaid. It reads the `match fact, state` of the functions that fold: every domain has that shape, so the picture is the
code and no second truth. What a `case` returns says the status after the fact: a class of the state is that status,
anything else leaves it as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
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


class Code:
    """A module's functions, and where in its service a name comes from: its own module's name, or that it stands in."""

    def __init__(self, source: str) -> None:
        body = ast.parse(source).body
        self.functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
        self.imported = {
            alias.asname or alias.name: (f"{node.module}.{alias.name}", f"{node.module}")
            for node in body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }


def diagrams(domain: Code, module: str, beside: Mapping[str, Code]) -> list[Diagram]:
    """The diagrams of one domain, in the order of its code; `module` is its path under `services`.

    `beside` is its service's code by dotted name: what the domain hands a command on to decides facts too.
    """
    deciding = _deciding(domain, beside)
    drawn = []
    for function in domain.functions.values():
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
        if not isinstance(match.subject, ast.Tuple) or _is_command(match.subject.elts[0]):
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


def _is_command(subject: ast.expr) -> bool:
    return isinstance(subject, ast.Name) and subject.id == "command"


def _deciding(domain: Code, others: Mapping[str, Code]) -> dict[str, tuple[str, ...]]:
    """By fact, the commands that decide it: those whose function or `case` makes it, itself or through a function."""
    found: dict[str, dict[str, None]] = {}
    for code in _reached(domain, others):
        for function in code.functions.values():
            for command, part in _by_command(function):
                for fact in _made(part, code, others, frozenset({function.name})):
                    found.setdefault(fact, {})[command] = None
    return {fact: tuple(names) for fact, names in found.items()}


def _reached(domain: Code, others: Mapping[str, Code]) -> list[Code]:
    """The domain's code and what it imports of its service, what that imports too."""
    reached = [domain]
    for code in reached:  # which grows meanwhile
        names = [name for either in code.imported.values() for name in either if name in others]
        reached += [others[name] for name in dict.fromkeys(names) if others[name] not in reached]
    return reached


def _made(part: ast.AST, code: Code, others: Mapping[str, Code], seen: frozenset[str]) -> Iterator[str]:
    """What is made there and in the functions that it calls, but for those that ask themselves which command it is."""
    for call in (node for node in ast.walk(part) if isinstance(node, ast.Call)):
        match _called(call, code, others):
            case (there, function) if function.name not in seen and not _cases(function):
                yield from _made(function, there, others, seen | {function.name})
        if isinstance(call.func, ast.Name) and call.func.id[:1].isupper():
            yield call.func.id


def _called(call: ast.Call, code: Code, others: Mapping[str, Code]) -> tuple[Code, ast.FunctionDef] | None:
    """The function that is called, and where it stands; None where it is none of the service's."""
    match call.func:
        case ast.Name(id=name) if name in code.functions:
            return code, code.functions[name]
        case ast.Name(id=here as name) | ast.Attribute(value=ast.Name(id=here), attr=name):
            for module in code.imported.get(here, ()):
                if module in others and name in others[module].functions:
                    return others[module], others[module].functions[name]
    return None


def _by_command(function: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    """The commands that a function decides, each with the code that does: `case` by `case`, or one command's own."""
    if cases := _cases(function):
        for case in cases:
            first = case.pattern.patterns[0] if isinstance(case.pattern, ast.MatchSequence) else case.pattern
            for name in _classes(first):
                yield from ((name, node) for node in case.body)
        return
    match function.args.args:
        case [ast.arg(arg="command", annotation=ast.Name(id=name)), *_] if not name.endswith("Command"):  # the union
            yield name, function


def _cases(function: ast.FunctionDef) -> list[ast.match_case]:
    """What a function answers to one command or the other."""
    return [
        case
        for match in function.body
        if isinstance(match, ast.Match)
        and _is_command(match.subject.elts[0] if isinstance(match.subject, ast.Tuple) else match.subject)
        for case in match.cases
    ]


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
        codes = {module: Code(module.read_text(encoding="utf-8")) for module in modules}
        beside = {".".join(module.relative_to(root).with_suffix("").parts): code for module, code in codes.items()}
        parts.append(f"## {service}\n")
        for module, code in codes.items():
            found = diagrams(code, module.relative_to(services).as_posix(), beside)
            parts += [drawn(diagram) for diagram in found]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
