"""Pathways: what a client seeks and can, candidacies, placements, mentoring and support offered, following the case.

What says something about the person stays in its copied box; whether offered support was wanted is a plain code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.activities.clients import LevelNoted, SkillsNoted, SupportAnswered, SupportOffered, WorkSought
from shared.events.activities.placements import (
    CandidacyBegun,
    CandidacyEnded,
    MentoringEnded,
    MentorMet,
    MentorPaired,
    PlacementEnded,
    PlacementStarted,
)
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed, copied


class PathwayRow(NamedTuple):
    """`kind`: case, wish, skills, level, candidacy, placement, mentoring, support.

    `thing` is its id, `other` the vacancy or service it is about, `box` what it says, `ending` how it ended.
    """

    municipality: str = UNKNOWN
    kind: str = "case"
    thing: UUID | None = None
    other: UUID | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None
    meetings: int = 0
    last_met_on: date | None = None
    state: str | None = None
    box: bytes | None = None
    ending: bytes | None = None


PATHWAYS: Final = Projection("pathways", version=1, row=PathwayRow, ddl="services.reporting")
Rows = Mapping[str, PathwayRow]


def _row(rows: Rows, sub: str, kind: str, **said: Any) -> Changes[PathwayRow]:
    row = rows.get(sub) or PathwayRow(municipality_of(rows), kind)
    return {sub: changed(row, **said)}


def _arrived(rows: Rows, municipality: str) -> Changes[PathwayRow]:
    return {**all_moved(rows, municipality), CASE: PathwayRow(municipality)}


@PATHWAYS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[PathwayRow]:
    return _arrived(rows, event.event.municipality)


@PATHWAYS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[PathwayRow]:
    return _arrived(rows, event.event.receiver)


@PATHWAYS.on(WorkSought)
def sought(rows: Rows, event: Recorded[WorkSought]) -> Changes[PathwayRow]:
    fact = event.event
    return _row(rows, "wish", "wish", since=fact.sought_on, box=copied(event, "wish", fact.wish))


@PATHWAYS.on(SkillsNoted)
def mapped(rows: Rows, event: Recorded[SkillsNoted]) -> Changes[PathwayRow]:
    return _row(rows, "skills", "skills", box=copied(event, "skills", event.event.skills))


@PATHWAYS.on(LevelNoted)
def tested(rows: Rows, event: Recorded[LevelNoted]) -> Changes[PathwayRow]:
    fact = event.event
    box = copied(event, "level", fact.level)
    return _row(rows, f"level/{fact.language}", "level", language=fact.language, box=box)


@PATHWAYS.on(CandidacyBegun)
def proposed(rows: Rows, event: Recorded[CandidacyBegun]) -> Changes[PathwayRow]:
    fact = event.event
    sub = f"candidacy/{fact.candidacy}"
    return _row(rows, sub, "candidacy", thing=fact.candidacy, other=fact.vacancy, state="proposed")


@PATHWAYS.on(CandidacyEnded)
def decided(rows: Rows, event: Recorded[CandidacyEnded]) -> Changes[PathwayRow]:
    fact = event.event
    ending = copied(event, "ending", fact.ending)
    return _row(rows, f"candidacy/{fact.candidacy}", "candidacy", state="decided", ending=ending)


@PATHWAYS.on(PlacementStarted)
def placed(rows: Rows, event: Recorded[PlacementStarted]) -> Changes[PathwayRow]:
    fact = event.event
    return _row(
        rows,
        f"placement/{fact.placement}",
        "placement",
        thing=fact.placement,
        other=fact.vacancy,
        since=fact.started_on,
        state="started",
        box=copied(event, "terms", fact.terms),
    )


@PATHWAYS.on(PlacementEnded)
def left(rows: Rows, event: Recorded[PlacementEnded]) -> Changes[PathwayRow]:
    fact = event.event
    ending = copied(event, "ending", fact.ending)
    return _row(rows, f"placement/{fact.placement}", "placement", until=fact.ended_on, state="ended", ending=ending)


@PATHWAYS.on(MentorPaired)
def paired(rows: Rows, event: Recorded[MentorPaired]) -> Changes[PathwayRow]:
    fact = event.event
    return _row(
        rows,
        f"mentoring/{fact.pairing}",
        "mentoring",
        thing=fact.pairing,
        other=fact.mentor_id,
        since=fact.paired_on,
        state="started",
        box=copied(event, "mentor", fact.mentor),
    )


@PATHWAYS.on(MentorMet)
def met(rows: Rows, event: Recorded[MentorMet]) -> Changes[PathwayRow]:
    fact = event.event
    sub = f"mentoring/{fact.pairing}"
    row = rows.get(sub) or PathwayRow(municipality_of(rows), "mentoring")
    last = max(filter(None, (row.last_met_on, fact.met_on)))
    return {sub: changed(row, meetings=row.meetings + 1, last_met_on=last)}


@PATHWAYS.on(MentoringEnded)
def parted(rows: Rows, event: Recorded[MentoringEnded]) -> Changes[PathwayRow]:
    fact = event.event
    ending = copied(event, "ending", fact.ending)
    return _row(rows, f"mentoring/{fact.pairing}", "mentoring", until=fact.ended_on, state="ended", ending=ending)


@PATHWAYS.on(SupportOffered)
def offered(rows: Rows, event: Recorded[SupportOffered]) -> Changes[PathwayRow]:
    fact = event.event
    return _row(
        rows,
        f"support/{fact.offer}",
        "support",
        thing=fact.offer,
        other=fact.service_id,
        since=fact.offered_on,
        state="offered",
    )


@PATHWAYS.on(SupportAnswered, opens=("answer",))
def answered(rows: Rows, event: Recorded[SupportAnswered]) -> Changes[PathwayRow]:
    fact = event.event
    said = fact.answer.value
    state = "answered" if isinstance(said, Unreadable) else ("accepted" if said.accepted else "declined")
    return _row(rows, f"support/{fact.offer}", "support", until=fact.answered_on, state=state)
