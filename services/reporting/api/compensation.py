"""Compensation periods: which clients the state pays for, and whose period is about to end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At, Person
from services.reporting.api.asking import After, Reader, waited
from services.reporting.api.persons import person_of
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Role
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["compensation"])


class Period(Answer):
    """A client whom compensation is paid for today; `last_on` is the last day, `days_left` how far off it is."""

    case: UUID
    person: Person | None
    ground: str
    began_on: date
    last_on: date
    extended: bool
    days_left: int
    rule: str
    law: str


class Periods(At):
    """The periods that run today, the one that ends first at the top; those ending within so many days if asked."""

    rows: list[Period]
    on: date


@router.get(
    "/municipalities/{municipality}/compensation",
    dependencies=[allow(Role.CASEWORKER)],
    summary="Clients whom compensation is paid for, and whose period ends soon",
)
async def compensation(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    ending_within: Annotated[int | None, Query(ge=0, le=3_650, description="Days")] = None,
    after: After = None,
) -> Periods:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()
    last = date.max if ending_within is None else today + timedelta(days=ending_within)

    async def answer(reading: Reading) -> Periods:
        rows = await reading.rows("compensation", municipality, today, last)
        await reading.reads([row["key"] for row in rows], "identity", "compensation")
        persons = await reading.persons(row["person"] for row in rows)
        found = []
        for row in rows:
            last_on = min(filter(None, (row["ends_on"], row["ended_on"])))
            found.append(
                Period(
                    case=row["key"],
                    person=person_of(persons, row["person"]),
                    ground=row["ground"],
                    began_on=row["began_on"],
                    last_on=last_on,
                    extended=row["extended"],
                    days_left=(last_on - today).days,
                    rule=row["rule"],
                    law=row["law"],
                )
            )
        return Periods(rows=found, on=today, position=reading.positions)

    return await reports.read(within, answer)
