"""Timeline: what happened in a case, when, by which service. One row an event, besides one for the case itself.

It has no table: a row for each event would be the archive once more, so the case is folded when somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Event, Recorded, RuleTrace, intake
from shared.events.intake import standing
from shared.events.model import REGISTRY, CaseEvent, is_personal
from shared.projection import Changes, Projection, changed
from shared.settings import LEDGERS

SUSPICIONS: Final = (intake.DuplicateSuspected, intake.DuplicateDismissed, standing.DuplicateConfirmed)
"""What is told of another case besides."""

UNSAID: Final = frozenset({"person_id", "municipality", "member"})


class TimelineRow(NamedTuple):
    """An event of a case; all but `municipality` is empty in the case's own row. A suspected duplicate with a case of
    another municipality has none, so that row-level security shows it to nobody.

    `details` is a JSON object of the event's clear facts; `rule` the name of the rule that a decision rested on.
    """

    municipality: str = UNKNOWN
    seq: int | None = None
    event_id: UUID | None = None
    recorded_at: datetime | None = None
    effective_on: date | None = None
    service: str | None = None
    event: str | None = None
    role: str | None = None
    organisation: str | None = None
    rule: str | None = None
    corrects: UUID | None = None
    details: str | None = None


TIMELINE: Final = Projection("timeline", version=1, row=TimelineRow)


@cache
def _shape(event: type[Event]) -> tuple[tuple[str, ...], str | None]:
    """Of an event: which fields are told as details, and which holds the (first) rule it rests on."""
    fields = event.model_fields
    ruled = next((name for name, field in fields.items() if field.annotation is RuleTrace), None)
    unsaid = {name for name, field in fields.items() if field.annotation is RuleTrace or is_personal(field)}
    return tuple(name for name in fields if name not in unsaid | UNSAID), ruled


def _row(event: Recorded[Event], municipality: str) -> Changes[TimelineRow]:
    head, fact = event.head, event.event
    said, ruled = _shape(type(fact))
    held = fact.__dict__
    rule: str | None = held[ruled].rule if ruled is not None else None
    told = held if event.written is None else event.written  # as it was written it needs no conversion
    details = {name: value for name in said if (value := told.get(name)) is not None}
    return {
        f"{head.stream}/{head.streamversion}": TimelineRow(
            municipality,
            event.sequence,
            head.id,
            head.time,
            head.effectiveon,
            fact.service,
            fact.name,
            head.actorrole,
            head.actororganisation,
            rule,
            head.corrects,
            orjson.dumps(details, default=str).decode() if details else None,
        )
    }


@TIMELINE.on(intake.ArrivalRegistered)
def arrived(rows: Mapping[str, TimelineRow], event: Recorded[intake.ArrivalRegistered]) -> Changes[TimelineRow]:
    return _at(rows, event, event.event.municipality)


@TIMELINE.on(intake.TransferAccepted)
def moved(rows: Mapping[str, TimelineRow], event: Recorded[intake.TransferAccepted]) -> Changes[TimelineRow]:
    return _at(rows, event, event.event.receiver)


@TIMELINE.on(intake.DuplicateSuspected, reads=(CASE,))
def suspected(rows: Mapping[str, TimelineRow], event: Recorded[intake.DuplicateSuspected]) -> Changes[TimelineRow]:
    return _row(event, _told_in(municipality_of(rows), event.event.other_municipality))


@TIMELINE.on(intake.DuplicateDismissed, standing.DuplicateConfirmed, reads=(CASE,))
def no_suspicion_more(rows: Mapping[str, TimelineRow], event: Recorded[Any]) -> Changes[TimelineRow]:
    return _row(event, _told_in(municipality_of(rows), event.event.other_municipality))


def _told_in(municipality: str, other_municipality: str) -> str:
    """Where a suspicion is told: it names another case, which one municipality may not tell another of."""
    return municipality if municipality == other_municipality else UNKNOWN


def _suspicions_at(rows: Mapping[str, TimelineRow], municipality: str) -> Changes[TimelineRow]:
    """The suspicions of a case that has come to `municipality`: those of its own cases are told there, no others."""
    return {
        sub: changed(row, municipality=_told_in(municipality, orjson.loads(row.details)["other_municipality"]))
        for sub, row in rows.items()
        if row.event in {event.name for event in SUSPICIONS} and row.details is not None
    }


def _at(rows: Mapping[str, TimelineRow], event: Recorded[Event], municipality: str) -> Changes[TimelineRow]:
    return {
        **all_moved(rows, municipality),
        **_suspicions_at(rows, municipality),
        CASE: TimelineRow(municipality),
        **_row(event, municipality),
    }


def happened(rows: Mapping[str, TimelineRow], event: Recorded[Event]) -> Changes[TimelineRow]:
    """Any other event of a case."""
    return _row(event, municipality_of(rows))


TIMELINE.on(
    *(
        event
        for event in REGISTRY
        if issubclass(event, CaseEvent)
        and event.service in LEDGERS
        and event not in (intake.ArrivalRegistered, intake.TransferAccepted, *SUSPICIONS)
    ),
    reads=(CASE,),
)(happened)
