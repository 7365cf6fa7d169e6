"""Vacancies, for everybody to see, and who is proposed for them, for the municipality whose clients they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, recorded_on
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.activities.vacancies import (
    CandidateAccepted,
    CandidateDeclined,
    CandidateProposed,
    VacancyClosed,
    VacancyPlaceFreed,
    VacancyPlaceTaken,
    VacancyPosted,
)
from shared.projection import Changes, Projection, changed, copied


class VacancyRow(NamedTuple):
    """`skills` and `languages` are JSON; `posted_in` is where the work is. Whether it is filled, its seats say."""

    municipality: str
    posted_in: str
    employer: str
    business_id: str | None
    title_fi: str | None
    title_sv: str | None
    title_en: str | None
    sector: str
    skills: str
    languages: str
    places: int
    hours_a_week: int | None
    from_on: date
    until: date | None
    closed: bool = False


class SeatRow(NamedTuple):
    """A candidacy or a placement, for everybody to count but not to see who it is: `decision` is None of a placement.

    `taken` while it gives the case a place.
    """

    municipality: str = EVERYBODY
    case_id: UUID | None = None
    decision: str | None = None
    taken: bool = False


class CandidacyRow(NamedTuple):
    """`state`: proposed, accepted, declined. `found` is why somebody was proposed, `declined` why not taken: boxes."""

    municipality: str = UNKNOWN
    case_id: UUID | None = None
    state: str = "proposed"
    proposed_on: date | None = None
    decided_on: date | None = None
    found: bytes | None = None
    declined: bytes | None = None


VACANCIES: Final = Projection("vacancies", version=2, row=VacancyRow, ddl="services.reporting")
SEATS: Final = Projection("seats", version=1, row=SeatRow, ddl="services.reporting")
CANDIDACIES: Final = Projection("candidacies", version=1, row=CandidacyRow, ddl="services.reporting")


@VACANCIES.on(VacancyPosted, reads=())
def posted(_: Mapping[str, VacancyRow], event: Recorded[VacancyPosted]) -> Changes[VacancyRow]:
    fact, details = event.event, event.event.details
    row = VacancyRow(
        municipality=EVERYBODY,
        posted_in=fact.municipality,
        employer=fact.employer.name,
        business_id=fact.employer.business_id,
        title_fi=details.title.fi,
        title_sv=details.title.sv,
        title_en=details.title.en,
        sector=details.sector.value,
        skills=orjson.dumps(details.skills).decode(),
        languages=orjson.dumps({one.language: one.level for one in details.languages}).decode(),
        places=details.places,
        hours_a_week=details.hours_a_week,
        from_on=fact.from_on,
        until=fact.until,
    )
    return {CASE: row}


@VACANCIES.on(VacancyClosed, reads=(CASE,))
def closed(rows: Mapping[str, VacancyRow], _: Recorded[VacancyClosed]) -> Changes[VacancyRow]:
    row = rows.get(CASE)
    return {} if row is None else {CASE: changed(row, closed=True)}


@SEATS.on(CandidateProposed, reads=())
def seat_proposed(_: Mapping[str, SeatRow], event: Recorded[CandidateProposed]) -> Changes[SeatRow]:
    return {f"{event.event.candidacy}": SeatRow(case_id=event.event.case, decision="proposed")}


@SEATS.on(CandidateAccepted, reads=())
def seat_accepted(_: Mapping[str, SeatRow], event: Recorded[CandidateAccepted]) -> Changes[SeatRow]:
    return {f"{event.event.candidacy}": SeatRow(case_id=event.event.case, decision="accepted", taken=True)}


@SEATS.on(CandidateDeclined, reads=())
def seat_declined(_: Mapping[str, SeatRow], event: Recorded[CandidateDeclined]) -> Changes[SeatRow]:
    return {f"{event.event.candidacy}": SeatRow(case_id=event.event.case, decision="declined")}


@SEATS.on(VacancyPlaceTaken, reads=())
def seat_taken(_: Mapping[str, SeatRow], event: Recorded[VacancyPlaceTaken]) -> Changes[SeatRow]:
    return {f"{event.event.placement}": SeatRow(case_id=event.event.case, taken=True)}


@SEATS.on(VacancyPlaceFreed)
def seat_freed(rows: Mapping[str, SeatRow], event: Recorded[VacancyPlaceFreed]) -> Changes[SeatRow]:
    """Who has no other placement there has left the place they were accepted for."""
    fact, placement = event.event, f"{event.event.placement}"
    own = {sub: row for sub, row in rows.items() if row.case_id == fact.case and row.taken and sub != placement}
    goes_on = any(row.decision is None for row in own.values())
    return {placement: None} | ({} if goes_on else {sub: changed(row, taken=False) for sub, row in own.items()})


def _candidacy(rows: Mapping[str, CandidacyRow], candidacy: UUID, **changes: Any) -> Changes[CandidacyRow]:
    sub = f"{candidacy}"
    return {sub: changed(rows.get(sub) or CandidacyRow(), **changes)}


@CANDIDACIES.on(CandidateProposed)
def proposed(rows: Mapping[str, CandidacyRow], event: Recorded[CandidateProposed]) -> Changes[CandidacyRow]:
    fact = event.event
    return _candidacy(
        rows,
        fact.candidacy,
        municipality=fact.proposed_by,
        case_id=fact.case,
        proposed_on=recorded_on(event),
        found=copied(event, "match", fact.match),
    )


@CANDIDACIES.on(CandidateAccepted)
def accepted(rows: Mapping[str, CandidacyRow], event: Recorded[CandidateAccepted]) -> Changes[CandidacyRow]:
    return _candidacy(rows, event.event.candidacy, state="accepted", decided_on=event.event.decided_on)


@CANDIDACIES.on(CandidateDeclined)
def declined(rows: Mapping[str, CandidacyRow], event: Recorded[CandidateDeclined]) -> Changes[CandidacyRow]:
    fact = event.event
    said = copied(event, "declined", fact.declined)
    return _candidacy(rows, fact.candidacy, state="declined", decided_on=fact.decided_on, declined=said)
