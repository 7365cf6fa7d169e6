"""Mutmut with folds among what it changes.

Mutmut leaves decorated functions alone, for it cannot know what becomes of several of a name; and every fold is one:
`@CASELOAD.on(ArrivalRegistered)`. Such a decorator keeps the function and gives it back, so it is enough that only the
first of the copies, which calls the others, is registered.

It is run as a script, beside nothing of this project: of that mutmut imports its own copy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import libcst as cst
import libcst.matchers as m
from mutmut.mutation import file_mutation
from mutmut.mutation.file_mutation import MutationVisitor

REGISTERED = m.Decorator(decorator=m.Call(func=m.Attribute(attr=m.Name("on"))))
"""`@<read model>.on(...)`"""

_leaves_alone = MutationVisitor._skip_node_and_children
_arranged = file_mutation.function_trampoline_arrangement


def is_fold(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.FunctionDef)
        and len(node.decorators) > 0
        and all(m.matches(one, REGISTERED) for one in node.decorators)
    )


def leaves_alone(self: MutationVisitor, node: cst.CSTNode) -> bool:
    return not is_fold(node) and _leaves_alone(self, node)


def arranged(function: cst.FunctionDef, mutants: Iterable[Any], class_name: str | None) -> Sequence[Any]:
    declared, (first, *copies), assigned, names = _arranged(function, mutants, class_name)
    if is_fold(function):
        copies = [copy.with_changes(decorators=()) for copy in copies]
    return declared, (first, *copies), assigned, names


if __name__ == "__main__":
    sys.path = [one for one in sys.path if Path(one) != Path(__file__).parent]
    MutationVisitor._skip_node_and_children = leaves_alone  # type: ignore[method-assign]
    file_mutation.function_trampoline_arrangement = arranged  # type: ignore[assignment]
    from mutmut.__main__ import cli

    cli()
