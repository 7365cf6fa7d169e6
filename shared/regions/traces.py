"""From a rule to its trace: what a decision writes into its event about the law that it rests on."""

from __future__ import annotations

from datetime import date

from shared.events.model import RuleTrace
from shared.regions.rules import Rule


def traced(rule: Rule, outcome: str | date, **inputs: str | int | date) -> RuleTrace:
    """The trace of a decision under `rule`: which version, what it looked at, what came of it.

    `inputs` and `outcome` are clear, so they are days, lengths and ids: nothing that says something about the person.
    """
    return RuleTrace(
        rule=rule.name,
        law=rule.law,
        section=rule.section,
        version=rule.valid_from,
        inputs={name: str(value) for name, value in inputs.items()},
        outcome=str(outcome),
    )
