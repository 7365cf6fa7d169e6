"""Events of the way from practice to policy: proposed, decided, and what was changed.

Enters: nothing. Leaves: a proposal's facts, all of them public. They must not know anybody who proposed or decided.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event


class PolicyLevel(StrEnum):
    MUNICIPALITY = "municipality"
    REGION = "region"
    NATION = "nation"


class PolicyDecision(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    DECLINED = "declined"


class PolicyProposed(Event, version=1, effective="proposed_on"):
    """A change of a policy instrument is proposed, on the ground of practices where there are any."""

    municipality: Annotated[Municipality, Clear("routing: who proposed it")]
    practices: Annotated[tuple[UUID, ...], Clear("ids of published practices")]
    instrument: Annotated[PublishedText, Clear("published: the programme, fund or rule that is to change")]
    level: Annotated[PolicyLevel, Clear("published")]
    addressed_to: Annotated[str, Clear("published: the body that decides")]
    proposal: Annotated[PublishedText, Clear("published")]
    proposed_on: Annotated[date, Clear("published")]


class PolicyDecided(Event, version=1, effective="decided_on"):
    """The body has decided, with its grounds."""

    decision: Annotated[PolicyDecision, Clear("published")]
    decided_by: Annotated[str, Clear("published: a body")]
    decided_on: Annotated[date, Clear("published")]
    grounds: Annotated[PublishedText, Clear("published")]


class InstrumentChanged(Event, version=1, effective="in_force_on"):
    """The policy instrument was changed as decided."""

    change: Annotated[PublishedText, Clear("published")]
    in_force_on: Annotated[date, Clear("published")]
    reference: Annotated[str, Clear("published: where it can be read")]
