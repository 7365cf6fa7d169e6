"""Events of readiness: whether a municipality's network is ready to receive those who arrive for a reason.

Enters: nothing. Leaves: a checklist's facts. They must not know of anybody who arrives: the reason is the checklist's.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from shared.events.activities.texts import Owner, PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class Answered(StrEnum):
    DONE = "done"
    GAP = "gap"


class ReadinessItem(Value):
    """One thing that must be in place; its code stays while its words change."""

    code: str
    what: PublishedText


class ReadinessChecklistOpened(Event, version=1):
    """A municipality goes through what must be in place for those who arrive for a reason."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    reason: Annotated[str, Clear("the checklist's reason of arrival, nobody's own")]
    items: Annotated[tuple[ReadinessItem, ...], Clear("published")]


class ReadinessItemAdded(Event, version=1):
    """One thing more must be in place here."""

    item: Annotated[ReadinessItem, Clear("published")]


class ReadinessItemAnswered(Event, version=1, effective="answered_on"):
    """Whether it is in place, and who answers for it."""

    code: Annotated[str, Clear("the item's code")]
    answer: Annotated[Answered, Clear("done or a gap")]
    owner: Annotated[Owner, Clear("an organisation or a function")]
    answered_on: Annotated[date, Clear("published")]
