"""A case as it stands, and as it was known at any instant, with the proof that nobody has rewritten it since."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.portal.pages.shown import Made, unless_away
from services.portal.reader import AtMunicipality
from shared.access.policy import public
from shared.clock import HELSINKI
from shared.errors import Problem

router = APIRouter()

_CASE: Final = "/{language}/municipalities/{code}/cases/{case}"


@router.get(_CASE, dependencies=[public()], include_in_schema=False)
async def case_page(portal: Made, reader: AtMunicipality, code: str, case: UUID) -> Response:
    token = portal.sign_in.caseworker(code)
    found, timeline = await asyncio.gather(
        unless_away(portal.reporting.case(token, reader.language, code, case)),
        unless_away(portal.reporting.timeline(token, reader.language, code, case)),
    )
    return portal.templates.page(
        "case.html",
        reader,
        status=200 if found and timeline else 503,
        case=case,
        found=found,
        timeline=timeline,
        today=portal.today,
    )


@router.get(_CASE + "/replay", dependencies=[public()], include_in_schema=False)
async def replay_page(
    portal: Made, reader: AtMunicipality, code: str, case: UUID, known_at: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    token = portal.sign_in.caseworker(code)
    instant = instant_of(known_at) if known_at else end_of(portal.today)
    replayed = await unless_away(portal.reporting.replay(token, reader.language, code, case, instant))
    return portal.templates.page(
        "replay.html",
        reader,
        status=200 if replayed else 503,
        case=case,
        replayed=replayed,
        known_at=instant,
        today=instant.astimezone(HELSINKI).date(),
        last=portal.today,
    )


def instant_of(written: str) -> datetime:
    """An instant of the query: a day means its last instant in Finland, a time has its zone.

    Raises:
        Problem: 422, it is neither.
    """
    try:
        day = len(written) == len("2026-01-31")
        instant = end_of(date.fromisoformat(written)) if day else datetime.fromisoformat(written)
        if instant.tzinfo is not None:
            instant.astimezone(HELSINKI)  # neither end of the calendar has every zone's clock
            return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Problem.of(422, "request.date_impossible", "known_at") from error
    raise Problem.of(422, "request.date_impossible", "known_at")


def end_of(day: date) -> datetime:
    """The last instant (to the microsecond, as events are recorded) of a day in Finland."""
    return datetime.combine(day, time.max, HELSINKI).astimezone(UTC)
