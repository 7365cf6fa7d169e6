"""Early notices: each with what it told of, its tasks and those who have come. Rows of one notice, which names nobody.

The sub-key "" is the notice, "task/<id>" a task, "case/<id>" an arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE as NOTICE
from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Event, Recorded
from shared.events.intake.notices import (
    ArrivalNoticeAcknowledged,
    ArrivalNoticeReceived,
    ArrivalNoticeWithdrawn,
    ArrivalPrepared,
    NoticedPersonArrived,
    PreparationAgreed,
    PreparationAssigned,
    PreparationDone,
)
from shared.projection import Changes, Projection, changed, copied


class NoticeRow(NamedTuple):
    """`state`: received, acknowledged, prepared, withdrawn. `languages` are codes with commas between.

    In a task's row `kind`, `due_on`, `done_on` and `owner` (a copied box) say what it is; in an arrival's `case_id`.
    """

    municipality: str = UNKNOWN
    state: str | None = None
    source: str | None = None
    persons: int | None = None
    sector: str | None = None
    languages: str | None = None
    expected_on: date | None = None
    received_on: date | None = None
    acknowledged_on: date | None = None
    prepared_on: date | None = None
    contact: bytes | None = None
    note: bytes | None = None
    kind: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    owner: bytes | None = None
    case_id: UUID | None = None
    arrived_on: date | None = None


NOTICES: Final = Projection("notices", version=1, row=NoticeRow, ddl="services.reporting")
NEW: Final = NoticeRow()
ONE: Final = (NOTICE,)
Rows = Mapping[str, NoticeRow]


def _now(rows: Rows, **changes: Any) -> Changes[NoticeRow]:
    return {NOTICE: changed(rows.get(NOTICE, NEW), **changes)}


def _task(event: Recorded[Any]) -> tuple[str, ...]:
    return (NOTICE, f"task/{event.event.task}")


def _of_task(rows: Rows, event: Recorded[Event], task: UUID, **changes: Any) -> Changes[NoticeRow]:
    sub = f"task/{task}"
    row = rows.get(sub) or NoticeRow(event.event.municipality_of() or UNKNOWN)
    return {sub: changed(row, **changes)}


@NOTICES.on(ArrivalNoticeReceived, reads=ONE)
def received(rows: Rows, event: Recorded[ArrivalNoticeReceived]) -> Changes[NoticeRow]:
    fact = event.event
    return _now(
        rows,
        municipality=fact.municipality,
        state="received",
        source=fact.source.value,
        persons=fact.persons,
        sector=fact.sector.value,
        languages=",".join(fact.languages),
        expected_on=fact.expected_on,
        received_on=fact.received_on,
        contact=copied(event, "contact", fact.contact),
        note=copied(event, "note", fact.note),
    )


@NOTICES.on(ArrivalNoticeAcknowledged, reads=ONE)
def acknowledged(rows: Rows, event: Recorded[ArrivalNoticeAcknowledged]) -> Changes[NoticeRow]:
    return _now(rows, state="acknowledged", acknowledged_on=event.event.acknowledged_on)


@NOTICES.on(ArrivalNoticeWithdrawn, reads=ONE)
def withdrawn(rows: Rows, _: Recorded[ArrivalNoticeWithdrawn]) -> Changes[NoticeRow]:
    return _now(rows, state="withdrawn")


@NOTICES.on(ArrivalPrepared, reads=ONE)
def prepared(rows: Rows, event: Recorded[ArrivalPrepared]) -> Changes[NoticeRow]:
    return _now(rows, state="prepared", prepared_on=event.event.prepared_on)


@NOTICES.on(PreparationAgreed, reads=_task)
def agreed(rows: Rows, event: Recorded[PreparationAgreed]) -> Changes[NoticeRow]:
    """A task that comes after everything was ready makes it unready."""
    fact = event.event
    notice = _now(rows, state="acknowledged", prepared_on=None)
    return {**notice, **_of_task(rows, event, fact.task, kind=fact.kind.value, due_on=fact.due_on)}


@NOTICES.on(PreparationAssigned, reads=_task)
def assigned(rows: Rows, event: Recorded[PreparationAssigned]) -> Changes[NoticeRow]:
    fact = event.event
    return _of_task(rows, event, fact.task, due_on=fact.due_on, owner=copied(event, "owner", fact.owner))


@NOTICES.on(PreparationDone, reads=_task)
def done(rows: Rows, event: Recorded[PreparationDone]) -> Changes[NoticeRow]:
    return _of_task(rows, event, event.event.task, done_on=event.event.done_on)


@NOTICES.on(NoticedPersonArrived, reads=())
def arrived(_: Rows, event: Recorded[NoticedPersonArrived]) -> Changes[NoticeRow]:
    fact = event.event
    row = NoticeRow(fact.municipality)
    return {f"case/{fact.case}": changed(row, case_id=fact.case, arrived_on=fact.arrived_on)}
