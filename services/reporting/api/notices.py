"""Early notices: what is to come, what is ready for it, and how soon those who came were served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.edge.body import Municipality
from shared.events.intake.notices import NoticeContact
from shared.events.model import FreeText
from shared.regions.texts import Language, text

router: Final = APIRouter(tags=["notices"])


class Notice(Answer):
    """A notice: `lead_days` from the notice to the expected day; `days_to_first_service` is the median of those served.

    `open_tasks` and `late_tasks` are not done; `state`: received, acknowledged, prepared, withdrawn.
    """

    notice: UUID
    state: str
    source: str
    persons: int
    sector: str
    languages: list[str]
    expected_on: date
    received_on: date
    lead_days: int
    acknowledged_on: date | None
    prepared_on: date | None
    tasks: int
    open_tasks: int
    late_tasks: int
    arrived: int
    served: int
    days_to_first_service: float | None


class Notices(At):
    """A municipality's early notices, the latest expectation first, and the medians over all of them."""

    rows: list[Notice]
    lead_days: float | None
    days_to_first_service: float | None


class Task(Answer):
    """Something to prepare, who answers for it, by when."""

    task: UUID
    kind: str
    text: str
    owner: str | None
    due_on: date
    done_on: date | None
    late: bool


class Arrived(Answer):
    """Somebody of whom the notice told, by the case."""

    case: UUID
    arrived_on: date
    first_service_on: date | None
    days: int | None


class NoticePage(Answer):
    """A notice with its contact, tasks and arrivals."""

    notice: Notice
    contact_organisation: str | None
    contact_name: str | None
    contact_phone: str | None
    contact_email: str | None
    note: str | None
    tasks: list[Task]
    arrivals: list[Arrived]
    position: int


@router.get(
    "/municipalities/{municipality}/notices",
    dependencies=[allow(*WORKERS)],
    summary="Early notices: lead time, what is ready, who has come, and how soon they were served",
)
async def notices(municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None) -> Notices:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Notices:
        rows = await reading.rows("notices", municipality, today, None)
        told = [_notice(row) for row in rows]
        return Notices(
            rows=told,
            lead_days=_median(one.lead_days for one in told if one.state != "withdrawn"),
            days_to_first_service=_median(day for row in rows for day in row["days"]),
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _median(days: Iterable[int]) -> float | None:
    known: Sequence[int] = list(days)
    return float(median(known)) if known else None


def _notice(row: asyncpg.Record) -> Notice:
    return Notice(
        notice=row["key"],
        state=row["state"],
        source=row["source"],
        persons=row["persons"],
        sector=row["sector"],
        languages=[one for one in row["languages"].split(",") if one],
        expected_on=row["expected_on"],
        received_on=row["received_on"],
        lead_days=(row["expected_on"] - row["received_on"]).days,
        acknowledged_on=row["acknowledged_on"],
        prepared_on=row["prepared_on"],
        tasks=row["tasks"],
        open_tasks=row["open"],
        late_tasks=row["late"],
        arrived=row["arrived"],
        served=len(row["days"]),
        days_to_first_service=_median(row["days"]),
    )


@router.get(
    "/municipalities/{municipality}/notices/{notice}",
    dependencies=[allow(*WORKERS)],
    summary="An early notice with its contact, tasks and arrivals",
)
async def notice_page(
    municipality: Municipality, notice: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> NoticePage:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> NoticePage:
        row = await reading.row("notices", municipality, today, notice)
        if row is None:
            raise not_found()
        tasks = await reading.rows("notice_tasks", municipality, notice)
        cases = await reading.rows("notice_cases", municipality, notice)
        await reading.reads([notice], "contact")
        contacts = await reading.opened([row["contact"]], NoticeContact)
        texts = await reading.opened((row["note"], *(one["owner"] for one in tasks)), FreeText)
        contact = contacts.get(row["contact"])
        known = contact if isinstance(contact, NoticeContact) else None
        words = {copy: said.text for copy, said in texts.items() if isinstance(said, FreeText)}
        return NoticePage(
            notice=_notice(row),
            contact_organisation=known.organisation if known else None,
            contact_name=known.name if known else None,
            contact_phone=known.phone if known else None,
            contact_email=known.email if known else None,
            note=words.get(row["note"]),
            tasks=[_task(one, words.get(one["owner"]), today, viewer.language) for one in tasks],
            arrivals=[_arrived(one) for one in cases],
            position=reading.position(notice),
        )

    return await reports.read(within, answer)


def _task(row: asyncpg.Record, owner: str | None, today: date, language: Language) -> Task:
    return Task(
        task=UUID(row["sub"].removeprefix("task/")),
        kind=row["kind"],
        text=text(f"notice.preparation.{row['kind']}", language),
        owner=owner,
        due_on=row["due_on"],
        done_on=row["done_on"],
        late=row["done_on"] is None and row["due_on"] < today,
    )


def _arrived(row: asyncpg.Record) -> Arrived:
    served: date | None = row["served_on"]
    return Arrived(
        case=row["case_id"],
        arrived_on=row["arrived_on"],
        first_service_on=served,
        days=(served - row["arrived_on"]).days if served is not None else None,
    )
