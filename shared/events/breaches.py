"""A broken deadline as a fact: every service that has deadlines says it in the same shape, under its own name.

    class DeadlineBreached(Breach, version=1, effective="breached_on"): ...

Enters: nothing. Leaves: the shape. It must not know which duties there are.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, RuleTrace


class Breach(CaseEvent):
    """A duty's last day has passed, and the duty had not been done. What is done later does not undo it.

    `duty` is the duty's short name ("assessment", "plan", "review"); `breached_on` the first day after `due_on`; `rule`
    the trace that gave `due_on`, so that the breach names the law, its section and its version.
    """

    municipality: Annotated[Municipality, Clear("routing and scope")]
    duty: Annotated[str, Clear("which duty it was, not whose")]
    due_on: Annotated[date, Clear("a deadline")]
    breached_on: Annotated[date, Clear("the first day after the deadline")]
    rule: Annotated[RuleTrace, Clear("the law, not the person; its inputs are clear dates")]
