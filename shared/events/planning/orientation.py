"""Events of multilingual civic orientation: which hours of which theme a client has had (Decree 576/2024).

Enters: nothing. Leaves: hours by theme. They must not know who taught.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, RuleTrace


class OrientationGiven(CaseEvent, version=1, effective="given_on"):
    """The client has had some minutes of a theme, in a language they know."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    theme: Annotated[str, Clear("one of the decree's themes")]
    minutes: Annotated[int, Clear("counted against the decree's hours")]
    given_on: Annotated[date, Clear("the day it was given")]
    language: Annotated[str, Clear("the teaching's language, ISO 639-3; a group's, not the person's")]


class OrientationFulfilled(CaseEvent, version=1):
    """The client has had as many hours as the decree asks for, and something of each theme."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    minutes: Annotated[int, Clear("counted against the decree's hours")]
    rule: Annotated[RuleTrace, Clear("the decree, not the person; its inputs are counts")]
