"""Previews: the little that a receiver sees of a case before it accepts, and that a sender keeps after it has.

Two rows an offer besides the case's own, which belongs to no municipality and only remembers the boxes. A preview is
taken away when the offer ends; what the sender keeps is made when the receiver accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, recorded_on, true_on
from shared.events import Recorded
from shared.events.assessment import AssessmentCompleted, AssessmentRequired, AssessmentStarted, AssessmentWaived
from shared.events.intake import (
    ArrivalRegistered,
    PersonDetailsCorrected,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from shared.events.intake.standing import TransferExpired, TransferWithdrawn
from shared.events.planning import PlanAgreed
from shared.projection import Changes, Projection, changed, copied


class PreviewRow(NamedTuple):
    """`side`: "" the case's own, preview the receiver's, residual the sender's. The boxes are copies.

    `assessment`: none, required, started, done, waived; both it and `planned` follow what happens while the offer is
    open, for other services' events may come before or after intake's. `held_from` is the first day on which the
    municipality counted the case.
    """

    municipality: str = UNKNOWN
    side: str = ""
    offer: UUID | None = None
    other: str | None = None
    arrived_on: date | None = None
    assessment: str = "none"
    planned: bool = False
    person: bytes | None = None
    background: bytes | None = None
    note: bytes | None = None
    offered_on: date | None = None
    expires_on: date | None = None
    held_from: date | None = None
    moves_on: date | None = None


PREVIEWS: Final = Projection("previews", version=1, row=PreviewRow, ddl="services.reporting")
NEW: Final = PreviewRow()
ONE: Final = (CASE,)
Rows = Mapping[str, PreviewRow]


def _preview(event: Recorded[Any]) -> tuple[str, ...]:
    return (CASE, f"{event.event.offer}/preview")


def _now(rows: Rows, **changes: Any) -> Changes[PreviewRow]:
    return {CASE: changed(rows.get(CASE, NEW), **changes)}


@PREVIEWS.on(ArrivalRegistered, reads=ONE)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[PreviewRow]:
    fact = event.event
    return _now(
        rows,
        arrived_on=fact.arrived_on,
        held_from=fact.arrived_on,
        person=copied(event, "person", fact.person),
        background=copied(event, "background", fact.background),
    )


@PREVIEWS.on(PersonDetailsCorrected, reads=ONE)
def corrected(rows: Rows, event: Recorded[PersonDetailsCorrected]) -> Changes[PreviewRow]:
    return _now(rows, person=copied(event, "person", event.event.person))


def _got_to(rows: Rows, **changes: Any) -> Changes[PreviewRow]:
    """How far the case has got, in its own row and in the previews of it."""
    shown = {sub: changed(row, **changes) for sub, row in rows.items() if row.side == "preview"}
    return {**shown, **_now(rows, **changes)}


@PREVIEWS.on(AssessmentRequired)
def required(rows: Rows, _: Recorded[AssessmentRequired]) -> Changes[PreviewRow]:
    return _got_to(rows, assessment="required")


@PREVIEWS.on(AssessmentStarted)
def started(rows: Rows, _: Recorded[AssessmentStarted]) -> Changes[PreviewRow]:
    return _got_to(rows, assessment="started")


@PREVIEWS.on(AssessmentCompleted)
def done(rows: Rows, _: Recorded[AssessmentCompleted]) -> Changes[PreviewRow]:
    return _got_to(rows, assessment="done")


@PREVIEWS.on(AssessmentWaived)
def waived(rows: Rows, _: Recorded[AssessmentWaived]) -> Changes[PreviewRow]:
    return _got_to(rows, assessment="waived")


@PREVIEWS.on(PlanAgreed)
def planned(rows: Rows, _: Recorded[PlanAgreed]) -> Changes[PreviewRow]:
    return _got_to(rows, planned=True)


@PREVIEWS.on(TransferOffered, reads=ONE)
def offered(rows: Rows, event: Recorded[TransferOffered]) -> Changes[PreviewRow]:
    fact = event.event
    row = changed(
        rows.get(CASE, NEW),
        municipality=fact.receiver,
        side="preview",
        offer=fact.offer,
        other=fact.sender,
        note=copied(event, "note", fact.note),
        offered_on=recorded_on(event),
        expires_on=fact.expires_on,
        held_from=None,
    )
    return {f"{fact.offer}/preview": row}


@PREVIEWS.on(TransferDeclined, TransferExpired, TransferWithdrawn, reads=())
def ended(_: Rows, event: Recorded[Any]) -> Changes[PreviewRow]:
    return {f"{event.event.offer}/preview": None}


@PREVIEWS.on(TransferAccepted, reads=_preview)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[PreviewRow]:
    fact, own = event.event, rows.get(CASE, NEW)
    preview = rows.get(f"{fact.offer}/preview")
    if preview is None:
        return _now(rows, held_from=true_on(event))  # a part of another case, that went along
    residual = changed(
        own,
        municipality=fact.sender,
        side="residual",
        offer=fact.offer,
        other=fact.receiver,
        assessment="none",
        planned=False,
        background=None,
        offered_on=preview.offered_on,
        moves_on=fact.moves_on,
    )
    return {
        f"{fact.offer}/preview": None,
        f"{fact.offer}/residual": residual,
        CASE: changed(own, held_from=fact.moves_on),
    }
