"""Households: who belongs to the person of a case, and who answers for a minor."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter

from services.reporting.answers import Answer, HouseholdMember
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.api.persons import person_of
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.edge.body import Municipality
from shared.events.intake.household import Kinship, Outsider

router: Final = APIRouter(tags=["household"])


class Household(Answer):
    """Those who belong to the person, in all of the reader's municipalities; who is elsewhere is not among them."""

    rows: list[HouseholdMember]
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/household",
    dependencies=[allow(*WORKERS)],
    summary="Who belongs to the person of a case, and who answers for a minor",
)
async def household(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Household:
    await waited(reports, viewer, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Household:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await household_of(reading, municipality, case, today)
        return Household(rows=rows, position=reading.position(case))

    return await reports.read(viewer, answer)


async def household_of(reading: Reading, municipality: str, case: UUID, today: date) -> list[HouseholdMember]:
    """The members that the reader may see; a member's name is read, and logged, as that case's."""
    rows = await reading.rows("household", municipality, case)
    if not rows:
        return []
    await reading.reads([case], "household")
    await reading.reads([row["member"] for row in rows if row["member"] is not None], "identity")
    kinships = await reading.opened((row["kinship"] for row in rows), Kinship)
    contacts = await reading.opened((row["contact"] for row in rows), Outsider)
    persons = await reading.persons(row["person"] for row in rows)
    found = []
    for row in rows:
        kinship, contact = kinships.get(row["kinship"]), contacts.get(row["contact"])
        known = kinship if isinstance(kinship, Kinship) else None
        outsider = contact if isinstance(contact, Outsider) else None
        ended: date | None = row["ended_on"]
        begins, ends = (known.valid_from, known.valid_to) if known else (None, None)
        found.append(
            HouseholdMember(
                link=row["link"],
                relation=known.relation.value if known else None,
                case=row["member"],
                municipality=row["member_municipality"],
                person=person_of(persons, row["person"]),
                contact_name=outsider.name if outsider else None,
                contact_phone=outsider.phone if outsider else None,
                valid_from=begins,
                valid_to=min(filter(None, (ends, ended)), default=None),
                holds=(begins is None or begins <= today)
                and (ends is None or today <= ends)
                and (ended is None or today < ended),
            )
        )
    return found
