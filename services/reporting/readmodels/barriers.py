"""Barriers: what is counted of each at its level, and what was answered; and each case's own reports of them.

A municipality's barrier is its own to see; a region's and the nation's is everybody's, with its counts by municipality
in rows of their own, which nobody is shown but through `figures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of, recorded_on
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning.barriers import (
    BarrierAnswered,
    BarrierCounted,
    BarrierEscalated,
    BarrierLevel,
    BarrierReported,
)
from shared.projection import Changes, Projection, changed, copied
from shared.projection.projection import Reads


class BarrierRow(NamedTuple):
    """A barrier, or (with the municipality's code as sub-key) how many reports one municipality has made of it.

    `state`: open, raised, answered. `raised_to` is the barrier of the next level, `solution` what that is asked for.
    """

    municipality: str = UNKNOWN
    level: str = "municipality"
    place: str = ""
    theme: str = ""
    reports: int = 0
    state: str = "open"
    raised_to: UUID | None = None
    solution: str | None = None
    summary_fi: str | None = None
    summary_sv: str | None = None
    summary_en: str | None = None
    raised_on: date | None = None
    decision: str | None = None
    answer_fi: str | None = None
    answer_sv: str | None = None
    answer_en: str | None = None
    answered_on: date | None = None


BARRIERS: Final = Projection("barriers", version=1, row=BarrierRow, ddl="services.reporting")
WHOLE: Final = ""


def _counted(event: Recorded[BarrierCounted]) -> Reads:
    return (WHOLE, event.event.source)


@BARRIERS.on(BarrierCounted, reads=_counted)
def counted(rows: Mapping[str, BarrierRow], event: Recorded[BarrierCounted]) -> Changes[BarrierRow]:
    fact = event.event
    whose = fact.place if fact.level is BarrierLevel.MUNICIPALITY else EVERYBODY
    new = BarrierRow(whose, fact.level.value, fact.place, fact.theme)
    found = {sub: rows.get(sub, new) for sub in (WHOLE, fact.source)}
    return {sub: changed(row, reports=row.reports + fact.reports) for sub, row in found.items()}


@BARRIERS.on(BarrierEscalated, reads=(WHOLE,))
def escalated(rows: Mapping[str, BarrierRow], event: Recorded[BarrierEscalated]) -> Changes[BarrierRow]:
    fact, row = event.event, rows[WHOLE]
    return {
        WHOLE: changed(
            row,
            state=row.state if row.state == "answered" else "raised",
            raised_to=fact.to_barrier,
            solution=fact.solution.value,
            summary_fi=fact.summary.fi,
            summary_sv=fact.summary.sv,
            summary_en=fact.summary.en,
            raised_on=recorded_on(event),
        )
    }


@BARRIERS.on(BarrierAnswered, reads=(WHOLE,))
def answered(rows: Mapping[str, BarrierRow], event: Recorded[BarrierAnswered]) -> Changes[BarrierRow]:
    fact = event.event
    return {
        WHOLE: changed(
            rows[WHOLE],
            state="answered",
            decision=fact.decision.value,
            answer_fi=fact.answer.fi,
            answer_sv=fact.answer.sv,
            answer_en=fact.answer.en,
            answered_on=recorded_on(event),
        )
    }


class BarrierReportRow(NamedTuple):
    """A case's report: which barrier it is counted in; `words` is a copied box."""

    municipality: str = UNKNOWN
    report: UUID | None = None
    barrier: UUID | None = None
    theme: str | None = None
    solution: str | None = None
    reported_on: date | None = None
    words: bytes | None = None


BARRIER_REPORTS: Final = Projection("barrierreports", version=1, row=BarrierReportRow, ddl="services.reporting")


def _at(rows: Mapping[str, BarrierReportRow], municipality: str) -> Changes[BarrierReportRow]:
    return {**all_moved(rows, municipality), CASE: BarrierReportRow(municipality)}


@BARRIER_REPORTS.on(ArrivalRegistered)
def arrived(rows: Mapping[str, BarrierReportRow], event: Recorded[ArrivalRegistered]) -> Changes[BarrierReportRow]:
    return _at(rows, event.event.municipality)


@BARRIER_REPORTS.on(TransferAccepted)
def moved(rows: Mapping[str, BarrierReportRow], event: Recorded[TransferAccepted]) -> Changes[BarrierReportRow]:
    return _at(rows, event.event.receiver)


@BARRIER_REPORTS.on(BarrierReported, reads=(CASE,))
def reported(rows: Mapping[str, BarrierReportRow], event: Recorded[BarrierReported]) -> Changes[BarrierReportRow]:
    fact = event.event
    row = BarrierReportRow(municipality_of(rows), fact.report, fact.barrier, fact.theme, fact.solution.value)
    said = {"reported_on": recorded_on(event), "words": copied(event, "words", fact.words)}
    return {str(fact.report): changed(row, **said)}
