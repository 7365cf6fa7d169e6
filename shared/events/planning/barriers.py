"""Events of barriers to integration: reported from cases, counted by theme, raised from municipality to region, nation.

What is said about a case stays in the case (`BarrierReported`); what is rolled up has counts and published words only.
Enters: nothing. Leaves: reports, their counts at each level, escalations and answers.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities import GroupName
from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Event, FreeText, Personal


class BarrierLevel(StrEnum):
    """Who is asked to do something about a barrier."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    NATION = "nation"


class Solution(StrEnum):
    """The kind of solution sought."""

    LOCAL_STRUCTURE = "local_structure"
    NATIONAL_PRACTICE = "national_practice"
    COMMON_FUNDING = "common_funding"


class BarrierDecision(StrEnum):
    """What was decided about a barrier."""

    REMOVED = "removed"
    WILL_BE_REMOVED = "will_be_removed"
    TO_BE_STUDIED = "to_be_studied"
    NOT_POSSIBLE = "not_possible"


class BarrierReported(CaseEvent, version=1):
    """Something slows this client's integration. `barrier` is the municipality's barrier of that theme."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    report: Annotated[UUID, Clear("an id that says nothing by itself")]
    barrier: Annotated[UUID, Clear("routing: where it is counted")]
    theme: Annotated[str, Clear("one of the region's themes; counted")]
    solution: Annotated[Solution, Clear("counted")]
    words: Personal[FreeText] | None = None


class BarrierCounted(Event, version=1):
    """One more report of a barrier: no person, no case, no words."""

    level: Annotated[BarrierLevel, Clear("who is asked")]
    place: Annotated[str, Clear("a municipality's code, a region's, or FI")]
    theme: Annotated[str, Clear("one of the region's themes")]
    source: Annotated[Municipality, Clear("counted by municipality")]
    reports: Annotated[int, Clear("how many more")]


class BarrierEscalated(Event, version=1):
    """The barrier is raised to the next level, which is asked for a kind of solution."""

    level: Annotated[BarrierLevel, Clear("from which level")]
    to: Annotated[BarrierLevel, Clear("to which level")]
    to_barrier: Annotated[UUID, Clear("routing: the barrier of the same theme there")]
    solution: Annotated[Solution, Clear("published")]
    summary: Annotated[GroupName, Clear("published: about nobody")]


class BarrierAnswered(Event, version=1):
    """The level has decided what is done about the barrier; every reporter sees it."""

    level: Annotated[BarrierLevel, Clear("who decided")]
    decision: Annotated[BarrierDecision, Clear("published")]
    answer: Annotated[GroupName, Clear("published: about nobody")]
