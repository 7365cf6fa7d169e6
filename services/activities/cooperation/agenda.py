"""A cooperation group's days: the end of each part of the year in which it is to meet."""

from __future__ import annotations

from datetime import date

from services.activities.cooperation.domain import EndOfPart
from shared.agenda import Agenda, Due
from shared.events import Recorded
from shared.events.activities.cooperation import CooperationGroupFormed, MeetingHeld, QuarterMissed


def first_meeting(event: Recorded[CooperationGroupFormed]) -> list[Due]:
    """It is to meet in the part of the year after the one in which it was formed."""
    return [Due("meeting_of_a_part", event.head.stream, event.head.key, event.event.meet_by)]


def next_meeting(event: Recorded[MeetingHeld]) -> list[Due]:
    """It has met, and is to meet again."""
    return [Due("meeting_of_a_part", event.head.stream, event.head.key, event.event.meet_by)]


def after_a_missed_one(event: Recorded[QuarterMissed]) -> list[Due]:
    """It has missed one, and is to meet in the next."""
    return [Due("meeting_of_a_part", event.head.stream, event.head.key, event.event.meet_by)]


def part_is_over(due: Due, _: date) -> EndOfPart:
    """The group's decider says whether it has met."""
    return EndOfPart(due.on)


def add_to(agenda: Agenda) -> None:
    """Let activities' agenda hold these days."""
    agenda.on(CooperationGroupFormed)(first_meeting)
    agenda.on(MeetingHeld)(next_meeting)
    agenda.on(QuarterMissed)(after_a_missed_one)
    agenda.falls("meeting_of_a_part")(part_is_over)
