"""Events of actions: what somebody has undertaken to do by a day, after a workshop or a meeting.

Enters: nothing. Leaves: an action's facts. They must not know what was said where it was agreed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.texts import Owner, PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event


class ActionOrigin(StrEnum):
    WORKSHOP = "workshop"
    MEETING = "meeting"


class ActionAgreed(Event, version=1):
    """Somebody has undertaken to do something by a day."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    origin: Annotated[ActionOrigin, Clear("where it was agreed")]
    agreed_in: Annotated[UUID, Clear("the strategy work or the group, an id that says nothing by itself")]
    what: Annotated[PublishedText, Clear("what is to be done, about nobody")]
    owner: Annotated[Owner, Clear("an organisation or a function")]
    due_on: Annotated[date, Clear("agreed")]


class ActionPostponed(Event, version=1):
    """Another day was agreed, for a reason that names nobody."""

    due_on: Annotated[date, Clear("agreed")]
    reason: Annotated[PublishedText, Clear("about nobody")]


class ActionDone(Event, version=1, effective="done_on"):
    """What was undertaken is done."""

    done_on: Annotated[date, Clear("what is overdue is counted by it")]
