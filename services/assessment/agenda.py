"""What assessment's facts put on its agenda, and what it does when that falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.assessment.duty import RecordBreach
from shared.agenda import Agenda, Due
from shared.events import Recorded
from shared.events.assessment import AssessmentRequired, DutyResumed

agenda: Final = Agenda("assessment")

MUST_START: Final = "assessment_must_start"
"""Kept with the entries: it never changes."""


@agenda.on(AssessmentRequired)
def must_start(event: Recorded[AssessmentRequired]) -> Sequence[Due]:
    """An assessment that was required must have begun on its last day."""
    return [Due(MUST_START, event.head.stream, event.head.key, event.event.due_on)]


@agenda.on(DutyResumed)
def must_start_after_all(event: Recorded[DutyResumed]) -> Sequence[Due]:
    """A case that was closed over its deadline goes on, and the deadline with it."""
    return [Due(MUST_START, event.head.stream, event.head.key, event.event.due_on)]


@agenda.falls(MUST_START)
def breach(due: Due, today: date) -> RecordBreach:
    """The day after the last one has come; whether the assessment has begun, the case knows."""
    return RecordBreach(due.on, today)
