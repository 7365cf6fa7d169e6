"""Guidance: a row for each visit, in the municipality that gave it, with nothing about who came.

A client's visit has the case for its key; of its box only the statistical codes are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Recorded
from shared.events.intake.guidance import ClientGuided, GuidanceDetails, GuidanceGiven
from shared.projection import Changes, Projection


class GuidanceRow(NamedTuple):
    """`themes` have commas between; all statistics are empty where a client's box cannot be read any more."""

    municipality: str = UNKNOWN
    visit: UUID | None = None
    given_on: date | None = None
    point: UUID | None = None
    themes: str = ""
    channel: str | None = None
    language: str | None = None
    outcome: str | None = None
    minutes: int | None = None
    onward_kind: str | None = None
    onward_service: UUID | None = None
    visitor: UUID | None = None


GUIDANCE: Final = Projection("guidance", version=1, row=GuidanceRow, ddl="services.reporting")


def _row(
    municipality: str, visit: UUID, given_on: date, details: GuidanceDetails | None, visitor: UUID | None
) -> GuidanceRow:
    if details is None:
        return GuidanceRow(municipality, visit, given_on)
    onward = details.onward
    return GuidanceRow(
        municipality,
        visit,
        given_on,
        details.point,
        ",".join(details.themes),
        details.channel.value,
        details.language,
        details.outcome.value,
        details.minutes,
        None if onward is None else onward.kind.value,
        None if onward is None else onward.service,
        visitor,
    )


@GUIDANCE.on(GuidanceGiven, reads=())
def given(_: Mapping[str, GuidanceRow], event: Recorded[GuidanceGiven]) -> Changes[GuidanceRow]:
    fact = event.event
    return {str(fact.visit): _row(fact.municipality, fact.visit, fact.given_on, fact.details, fact.visitor)}


@GUIDANCE.on(ClientGuided, reads=(), opens=("details",))
def guided(_: Mapping[str, GuidanceRow], event: Recorded[ClientGuided]) -> Changes[GuidanceRow]:
    fact = event.event
    details = fact.details.value
    known = details if isinstance(details, GuidanceDetails) else None
    return {str(fact.visit): _row(fact.municipality, fact.visit, fact.given_on, known, None)}
