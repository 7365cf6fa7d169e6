"""Skills: the mapping of a case's person as it stands, in its box; and the skills that were described in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.assessment.skills import SkillDescribed, SkillsMapped, SkillsMappingEnded, SkillsMappingStarted
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.projection import Changes, Projection, changed, copied


class SkillsRow(NamedTuple):
    """`state`: none, under_way, completed, ended. `begun_in` is the municipality in which it was begun.

    A described skill has a row of its own with `text_id` and its words in `sealed`, and the state "".
    """

    municipality: str = UNKNOWN
    state: str = "none"
    begun_in: str | None = None
    jointly: bool | None = None
    consent: UUID | None = None
    started_on: date | None = None
    mapped_on: date | None = None
    ended_on: date | None = None
    ground: bytes | None = None
    text_id: UUID | None = None
    sealed: bytes | None = None


SKILLS: Final = Projection("skills", version=1, row=SkillsRow, ddl="services.reporting")
NEW: Final = SkillsRow()
ONE: Final = (CASE,)
Rows = Mapping[str, SkillsRow]


def _now(rows: Rows, **changes: Any) -> Changes[SkillsRow]:
    return {CASE: changed(rows.get(CASE, NEW), **changes)}


def _at(rows: Rows, municipality: str) -> Changes[SkillsRow]:
    return {CASE: changed(NEW, municipality=municipality), **all_moved(rows, municipality)}


@SKILLS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[SkillsRow]:
    return _at(rows, event.event.municipality)


@SKILLS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[SkillsRow]:
    return _at(rows, event.event.receiver)


@SKILLS.on(SkillsMappingStarted, reads=ONE)
def started(rows: Rows, event: Recorded[SkillsMappingStarted]) -> Changes[SkillsRow]:
    fact = event.event
    return _now(
        rows,
        state="under_way",
        begun_in=fact.municipality,
        jointly=fact.jointly,
        consent=fact.consent,
        started_on=fact.started_on,
        ended_on=None,
        ground=None,
    )


@SKILLS.on(SkillsMapped, reads=ONE)
def mapped(rows: Rows, event: Recorded[SkillsMapped]) -> Changes[SkillsRow]:
    fact = event.event
    return _now(
        rows,
        state="completed" if fact.completed else "under_way",
        mapped_on=fact.mapped_on,
        sealed=copied(event, "profile", fact.profile),
    )


@SKILLS.on(SkillDescribed, reads=ONE)
def described(rows: Rows, event: Recorded[SkillDescribed]) -> Changes[SkillsRow]:
    fact = event.event
    row = changed(
        NEW,
        municipality=municipality_of(rows),
        state="",
        text_id=fact.text_id,
        sealed=copied(event, "text", fact.text),
    )
    return {str(fact.text_id): row}


@SKILLS.on(SkillsMappingEnded, reads=ONE)
def ended(rows: Rows, event: Recorded[SkillsMappingEnded]) -> Changes[SkillsRow]:
    fact = event.event
    return _now(rows, state="ended", ended_on=fact.ended_on, ground=copied(event, "ground", fact.ground))
