"""Caseload: each case as a worklist shows it. One row a case, and one for each other case that it may be the same as.

The rows of suspicions belong to no municipality, so row-level security shows them to nobody: they are remembered, so
that `duplicates` is right wherever the case moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import Recorded
from shared.events.assessment import AssessmentCompleted, AssessmentRequired, AssessmentStarted, AssessmentWaived
from shared.events.intake import (
    ArrivalRegistered,
    DuplicateDismissed,
    DuplicateSuspected,
    PersonDetailsCorrected,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from shared.events.intake.standing import (
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    DuplicateConfirmed,
    LeftCountry,
    MergedIntoCase,
    TransferExpired,
    TransferWithdrawn,
)
from shared.events.planning import PlanAgreed, PlanDrafted, PlanRequired, ReferredToService
from shared.events.planning.onward import (
    ApplicationMade,
    NextStepMissing,
    NextStepTaken,
    PathBegun,
    PlacementStartNoted,
)
from shared.events.planning.plans import PlanEnded, PlanExtended, PlanReviewed
from shared.events.planning.services import ServiceReferralSent
from shared.projection import Changes, Projection, changed, copied


class CaseloadRow(NamedTuple):
    """`assessment`: none, required, started, done, waived; `plan`: none, required, drafted, agreed, ended.

    `standing` (open, away, closed, merged) comes first where it isn't open; what is closed or merged is due nothing,
    and `stood` is how a merged case stood before.
    `status` follows from the two. `next_step_due` is the day by which something should have followed a course or a
    service, and nothing has.
    `official` is who answers for the case (opaque), None while nobody does. `person` is the copied box of the name.
    `duplicates` are suspected among the cases of its own municipality. In the row of a suspicion everything else is
    empty besides `suspected_in`: whose the other case was.
    """

    municipality: str = UNKNOWN
    person_id: UUID | None = None
    arrived_on: date | None = None
    status: str = "arrived"
    assessment: str = "none"
    plan: str = "none"
    plan_needed: bool | None = None
    official: str | None = None
    assessment_due: date | None = None
    plan_due: date | None = None
    review_by: date | None = None
    plan_ends_on: date | None = None
    next_due_on: date | None = None
    next_due_kind: str | None = None
    offer: UUID | None = None
    offered_to: str | None = None
    duplicates: int = 0
    person: bytes | None = None
    suspected_in: str | None = None
    standing: str = "open"
    stood: str = "open"
    next_step_due: date | None = None


CASELOAD: Final = Projection("caseload", version=4, row=CaseloadRow, ddl="services.reporting")
NEW: Final = CaseloadRow()
ONE: Final = (CASE,)
DUTIES: Final = frozenset(
    {"assessment", "plan", "standing", "review_by", "plan_ends_on", "next_step_due"}
)  # what every change of a duty says
OVER: Final = frozenset({"closed", "merged"})


def status_of(assessment: str, plan: str, plan_needed: bool | None) -> str:  # noqa: FBT001 - a part of the row
    """What a case waits for. The two services' events may come in any order, so it follows from where each has got."""
    if plan != "none":
        return f"plan_{plan}"
    match assessment:
        case "done":
            return "plan_required" if plan_needed else "assessed"
        case "waived":
            return "waived"
        case "started":
            return "assessing"
        case "required":
            return "assessment_required"
        case _:
            return "arrived"


def next_due(row: CaseloadRow) -> tuple[date | None, str | None]:
    """(day, kind) of the nearest duty that is still open."""
    if row.standing in OVER:
        return None, None
    duties: list[tuple[date, str]] = []
    if row.assessment == "required" and row.assessment_due is not None:
        duties.append((row.assessment_due, "assessment"))
    if row.plan == "required" and row.plan_due is not None:
        duties.append((row.plan_due, "plan"))
    if row.plan == "agreed":
        if row.review_by is not None:
            duties.append((row.review_by, "review"))
        if row.plan_ends_on is not None:
            duties.append((row.plan_ends_on, "plan_end"))
    if row.next_step_due is not None:
        duties.append((row.next_step_due, "next_step"))
    return min(duties, default=(None, None))


def _now(rows: Mapping[str, CaseloadRow], **changes: Any) -> Changes[CaseloadRow]:
    row = changed(rows.get(CASE, NEW), **changes)
    if not DUTIES.isdisjoint(changes):
        day, kind = next_due(row)
        status = row.standing
        if status == "open":
            status = status_of(row.assessment, row.plan, row.plan_needed)
        row = changed(row, next_due_on=day, next_due_kind=kind, status=status)
    return {CASE: row}


@CASELOAD.on(ArrivalRegistered)
def arrived(rows: Mapping[str, CaseloadRow], event: Recorded[ArrivalRegistered]) -> Changes[CaseloadRow]:
    fact = event.event
    return _now(
        rows,
        municipality=fact.municipality,
        person_id=fact.person_id,
        arrived_on=fact.arrived_on,
        duplicates=_told_in(fact.municipality, rows.values()),
        person=copied(event, "person", fact.person),
    )


@CASELOAD.on(PersonDetailsCorrected, reads=ONE)
def corrected(rows: Mapping[str, CaseloadRow], event: Recorded[PersonDetailsCorrected]) -> Changes[CaseloadRow]:
    return _now(rows, person=copied(event, "person", event.event.person))


@CASELOAD.on(DuplicateSuspected)
def suspected(rows: Mapping[str, CaseloadRow], event: Recorded[DuplicateSuspected]) -> Changes[CaseloadRow]:
    remembered = CaseloadRow(suspected_in=event.event.other_municipality)
    return _suspicions_are(rows, {_suspicion(event.event.other_case): remembered})


@CASELOAD.on(DuplicateDismissed, DuplicateConfirmed)
def no_suspicion_more(rows: Mapping[str, CaseloadRow], event: Recorded[Any]) -> Changes[CaseloadRow]:
    return _suspicions_are(rows, {_suspicion(event.event.other_case): None})


def _suspicion(other_case: UUID) -> str:
    return f"suspicion/{other_case}"


def _suspicions_are(rows: Mapping[str, CaseloadRow], changes: Mapping[str, CaseloadRow | None]) -> Changes[CaseloadRow]:
    left = {**rows, **changes}
    municipality = rows.get(CASE, NEW).municipality
    return {**_now(rows, duplicates=_told_in(municipality, left.values())), **changes}


def _told_in(municipality: str, rows: Iterable[CaseloadRow | None]) -> int:
    """How many suspicions `municipality` is told of: not even a count may tell it of another's case."""
    return sum(row is not None and row.suspected_in == municipality for row in rows)


@CASELOAD.on(TransferOffered, reads=ONE)
def offered(rows: Mapping[str, CaseloadRow], event: Recorded[TransferOffered]) -> Changes[CaseloadRow]:
    return _now(rows, offer=event.event.offer, offered_to=event.event.receiver)


@CASELOAD.on(TransferAccepted)
def moved(rows: Mapping[str, CaseloadRow], event: Recorded[TransferAccepted]) -> Changes[CaseloadRow]:
    receiver = event.event.receiver
    duplicates = _told_in(receiver, rows.values())
    return _now(rows, municipality=receiver, offer=None, offered_to=None, duplicates=duplicates)


@CASELOAD.on(TransferDeclined, reads=ONE)
def stayed(rows: Mapping[str, CaseloadRow], event: Recorded[TransferDeclined]) -> Changes[CaseloadRow]:
    if rows.get(CASE, NEW).offer != event.event.offer:
        return {}
    return _now(rows, offer=None, offered_to=None)


@CASELOAD.on(TransferExpired, TransferWithdrawn, reads=ONE)
def came_to_nothing(rows: Mapping[str, CaseloadRow], event: Recorded[Any]) -> Changes[CaseloadRow]:
    if rows.get(CASE, NEW).offer != event.event.offer:
        return {}
    return _now(rows, offer=None, offered_to=None)


@CASELOAD.on(LeftCountry, reads=ONE)
def left(rows: Mapping[str, CaseloadRow], _: Recorded[LeftCountry]) -> Changes[CaseloadRow]:
    return _now(rows, standing="away")


@CASELOAD.on(CameBack, CaseReopened, reads=ONE)
def goes_on(rows: Mapping[str, CaseloadRow], _: Recorded[Any]) -> Changes[CaseloadRow]:
    return _now(rows, standing="open")


@CASELOAD.on(CaseClosed, reads=ONE)
def closed(rows: Mapping[str, CaseloadRow], _: Recorded[CaseClosed]) -> Changes[CaseloadRow]:
    return _now(rows, standing="closed")


@CASELOAD.on(MergedIntoCase, reads=ONE)
def merged(rows: Mapping[str, CaseloadRow], _: Recorded[MergedIntoCase]) -> Changes[CaseloadRow]:
    return _now(rows, standing="merged", stood=rows.get(CASE, NEW).standing)


@CASELOAD.on(CaseSeparated, reads=ONE)
def separated(rows: Mapping[str, CaseloadRow], _: Recorded[CaseSeparated]) -> Changes[CaseloadRow]:
    return _now(rows, standing=rows.get(CASE, NEW).stood)


@CASELOAD.on(AssessmentRequired, reads=ONE)
def assessment_required(rows: Mapping[str, CaseloadRow], event: Recorded[AssessmentRequired]) -> Changes[CaseloadRow]:
    return _now(rows, assessment="required", assessment_due=event.event.due_on)


@CASELOAD.on(AssessmentStarted, reads=ONE)
def assessment_started(rows: Mapping[str, CaseloadRow], event: Recorded[AssessmentStarted]) -> Changes[CaseloadRow]:
    return _now(rows, assessment="started", official=event.event.official)


@CASELOAD.on(AssessmentCompleted, reads=ONE)
def assessment_done(rows: Mapping[str, CaseloadRow], event: Recorded[AssessmentCompleted]) -> Changes[CaseloadRow]:
    return _now(rows, assessment="done", plan_needed=event.event.plan_needed)


@CASELOAD.on(AssessmentWaived, reads=ONE)
def assessment_waived(rows: Mapping[str, CaseloadRow], _: Recorded[AssessmentWaived]) -> Changes[CaseloadRow]:
    return _now(rows, assessment="waived")


@CASELOAD.on(PlanRequired, reads=ONE)
def plan_required(rows: Mapping[str, CaseloadRow], event: Recorded[PlanRequired]) -> Changes[CaseloadRow]:
    return _now(rows, plan="required", plan_due=event.event.due_on)


@CASELOAD.on(PlanDrafted, reads=ONE)
def plan_drafted(rows: Mapping[str, CaseloadRow], _: Recorded[PlanDrafted]) -> Changes[CaseloadRow]:
    return _now(rows, plan="drafted")


@CASELOAD.on(PlanAgreed, reads=ONE)
def plan_agreed(rows: Mapping[str, CaseloadRow], event: Recorded[PlanAgreed]) -> Changes[CaseloadRow]:
    fact = event.event
    return _now(rows, plan="agreed", plan_ends_on=fact.ends_on, review_by=fact.review_by)


@CASELOAD.on(PlanReviewed, reads=ONE)
def plan_reviewed(rows: Mapping[str, CaseloadRow], event: Recorded[PlanReviewed]) -> Changes[CaseloadRow]:
    return _now(rows, review_by=event.event.review_by)


@CASELOAD.on(PlanExtended, reads=ONE)
def plan_extended(rows: Mapping[str, CaseloadRow], event: Recorded[PlanExtended]) -> Changes[CaseloadRow]:
    return _now(rows, plan_ends_on=event.event.ends_on)


@CASELOAD.on(PlanEnded, reads=ONE)
def plan_ended(rows: Mapping[str, CaseloadRow], event: Recorded[PlanEnded]) -> Changes[CaseloadRow]:
    return _now(rows, plan="ended", plan_ends_on=event.event.ended_on)


@CASELOAD.on(NextStepMissing, reads=ONE)
def next_step_missing(rows: Mapping[str, CaseloadRow], event: Recorded[NextStepMissing]) -> Changes[CaseloadRow]:
    return _now(rows, next_step_due=event.event.due_on)


@CASELOAD.on(
    ReferredToService, ServiceReferralSent, ApplicationMade, PathBegun, PlacementStartNoted, NextStepTaken, reads=ONE
)
def next_step_taken(rows: Mapping[str, CaseloadRow], _: Recorded[Any]) -> Changes[CaseloadRow]:
    return _now(rows, next_step_due=None) if rows.get(CASE, NEW).next_step_due is not None else {}
