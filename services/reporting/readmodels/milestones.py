"""Milestones: what equality is measured by. One row a case: when each step came, and the groups the person belongs to.

The codes are opened from their boxes: reason and language from the arrival, gender only where the client told it in the
form, never from an identity code. Erasure folds the case again, without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from services.reporting.readmodels.assessments import GENDER
from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import Recorded
from shared.events.assessment import AssessmentAnswered, AssessmentRequired, AssessmentStarted
from shared.events.assessment.language import LanguageTested
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.model import Unreadable
from shared.events.planning import PlanAgreed, ReferralCompleted, ReferralDeclined, ReferralOutcome, ReferralStarted
from shared.events.planning.onward import PlacementStartNoted
from shared.events.planning.services import (
    ReferralExpired,
    ReferralRevoked,
    ServiceOutcome,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralStarted,
)
from shared.projection import Changes, Projection, changed


class MilestoneRow(NamedTuple):
    """A day is the first on which it happened, and stays when the case moves. `completed` and `ended` count referrals:
    those that came to their end, and those that ended in any way. `first_level` and `last_level` are of the language
    that was tested first, on the CEFR scale.
    """

    municipality: str = UNKNOWN
    arrived_on: date | None = None
    reason: str | None = None
    mother_tongue: str | None = None
    gender: str | None = None
    assessment_due: date | None = None
    assessed_on: date | None = None
    planned_on: date | None = None
    served_on: date | None = None
    completed: int = 0
    ended: int = 0
    language: str | None = None
    first_level: str | None = None
    last_level: str | None = None
    tests: int = 0


MILESTONES: Final = Projection("milestones", version=1, row=MilestoneRow, ddl="services.reporting")
NOT_TOLD: Final = "nottold"  # the form's choice for those who would rather not say
NEW: Final = MilestoneRow()
ONE: Final = (CASE,)
Rows = Mapping[str, MilestoneRow]


def _now(rows: Rows, **changes: Any) -> Changes[MilestoneRow]:
    return {CASE: changed(rows.get(CASE, NEW), **changes)}


def _first(rows: Rows, field: str, day: date) -> Changes[MilestoneRow]:
    known: date | None = getattr(rows.get(CASE, NEW), field)
    return _now(rows, **{field: min(known or day, day)})


@MILESTONES.on(ArrivalRegistered, reads=ONE, opens=("background",))
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[MilestoneRow]:
    fact, told = event.event, event.event.background.value
    codes = {} if isinstance(told, Unreadable) else {"reason": told.reason, "mother_tongue": told.mother_tongue}
    return _now(rows, municipality=fact.municipality, arrived_on=fact.arrived_on, **codes)


@MILESTONES.on(TransferAccepted, reads=ONE)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[MilestoneRow]:
    return _now(rows, municipality=event.event.receiver)


@MILESTONES.on(AssessmentRequired, reads=ONE)
def assessment_due(rows: Rows, event: Recorded[AssessmentRequired]) -> Changes[MilestoneRow]:
    return _first(rows, "assessment_due", event.event.due_on)


@MILESTONES.on(AssessmentStarted, reads=ONE)
def assessed(rows: Rows, event: Recorded[AssessmentStarted]) -> Changes[MilestoneRow]:
    return _first(rows, "assessed_on", event.event.started_on)


@MILESTONES.on(AssessmentAnswered, reads=ONE, opens=("answers",))
def answered(rows: Rows, event: Recorded[AssessmentAnswered]) -> Changes[MilestoneRow]:
    told = event.event.answers.value
    if isinstance(told, Unreadable):
        return {}
    if GENDER in told.values:
        code = str(told.values[GENDER])
        return _now(rows, gender=None if code == NOT_TOLD else code)
    return _now(rows, gender=None) if GENDER in told.taken_back else {}


@MILESTONES.on(PlanAgreed, reads=ONE)
def planned(rows: Rows, event: Recorded[PlanAgreed]) -> Changes[MilestoneRow]:
    return _first(rows, "planned_on", event.event.agreed_on)


@MILESTONES.on(ReferralStarted, ServiceReferralStarted, PlacementStartNoted, reads=ONE)
def served(rows: Rows, event: Recorded[Any]) -> Changes[MilestoneRow]:
    return _first(rows, "served_on", event.event.started_on)


@MILESTONES.on(ReferralCompleted, ServiceReferralCompleted, reads=ONE, opens=("end",))
def completed(rows: Rows, event: Recorded[Any]) -> Changes[MilestoneRow]:
    row, told = rows.get(CASE, NEW), event.event.end.value
    if isinstance(told, Unreadable):
        return {}
    to_its_end = told.outcome in (ReferralOutcome.COMPLETED, ServiceOutcome.COMPLETED)
    return _now(rows, completed=row.completed + to_its_end, ended=row.ended + 1)


@MILESTONES.on(ServiceReferralDeclined, reads=ONE)
def declined(rows: Rows, event: Recorded[ServiceReferralDeclined]) -> Changes[MilestoneRow]:
    return ended(rows, event) if event.event.last else {}


@MILESTONES.on(ReferralDeclined, ReferralRevoked, ReferralExpired, reads=ONE)
def ended(rows: Rows, _: Recorded[Any]) -> Changes[MilestoneRow]:
    return _now(rows, ended=rows.get(CASE, NEW).ended + 1)


@MILESTONES.on(LanguageTested, reads=ONE, opens=("levels",))
def tested(rows: Rows, event: Recorded[LanguageTested]) -> Changes[MilestoneRow]:
    fact, told, row = event.event, event.event.levels.value, rows.get(CASE, NEW)
    if isinstance(told, Unreadable) or row.language not in (None, fact.language.value):
        return {}
    first = row.first_level or told.overall
    return _now(rows, language=fact.language.value, first_level=first, last_level=told.overall, tests=row.tests + 1)
