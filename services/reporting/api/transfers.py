"""Moves between two municipalities, one by one: a receiver's preview, what a sender keeps, and who counts a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter

from services.reporting.answers import Answer, Person
from services.reporting.api.asking import UNIT, WORKERS, After, Reader, waited
from services.reporting.api.persons import person_of
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role, Scope
from shared.edge.body import Municipality
from shared.events.intake import ArrivalBackground, PersonDetails
from shared.events.model import FreeText
from shared.regions.texts import text

router: Final = APIRouter(tags=["transfers"])


class Preview(Answer):
    """What a receiver sees of an offered case, and nothing more: no name, no day of birth, no identity code.

    `assessment`: none, required, started, done, waived; `planned`: there is an agreed plan.
    """

    case: UUID
    offer: UUID
    sender: str
    offered_on: date
    expires_on: date
    arrived_on: date | None
    assessment: str
    planned: bool
    birth_year: int | None
    mother_tongue: str | None
    reason: str | None
    note: str | None
    position: int


class Residual(Answer):
    """What a sender keeps of a case that has moved: who it was, where to, and on which days it counted the case.

    `counted_to` is the last day, the one before `moves_on`; it is absent where the case moved on its first day.
    """

    case: UUID
    offer: UUID
    receiver: str
    person: Person | None
    arrived_on: date | None
    offered_on: date | None
    moves_on: date
    counted_from: date | None
    counted_to: date | None
    position: int


class CountingRule(Answer):
    """Who counts a case that moves, from which day: the written rule, in the reader's language."""

    text: str
    sender_counts_until: str = "moves_on - 1 day"
    receiver_counts_from: str = "moves_on"


@router.get(
    "/municipalities/{municipality}/transfers/{case}/{offer}/preview",
    dependencies=[allow(*WORKERS)],
    summary="What the receiver of an offer sees before it answers",
    description="While the offer is open; each look is logged as a read of the person's data.",
)
async def preview(
    municipality: Municipality, case: UUID, offer: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Preview:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Preview:
        row = await reading.row("preview", municipality, case, offer, today)
        if row is None:
            raise not_found()
        await reading.reads([case], "preview")
        persons = await reading.persons([row["person"]])
        backgrounds = await reading.opened([row["background"]], ArrivalBackground)
        notes = await reading.opened([row["note"]], FreeText)
        details, background = persons.get(row["person"]), backgrounds.get(row["background"])
        note = notes.get(row["note"])
        told = background if isinstance(background, ArrivalBackground) else None
        return Preview(
            case=case,
            offer=offer,
            sender=row["other"],
            offered_on=row["offered_on"],
            expires_on=row["expires_on"],
            arrived_on=row["arrived_on"],
            assessment=row["assessment"],
            planned=row["planned"],
            birth_year=details.birth_date.year if isinstance(details, PersonDetails) else None,
            mother_tongue=told.mother_tongue if told else None,
            reason=told.reason if told else None,
            note=note.text if isinstance(note, FreeText) else None,
            position=reading.position(case),
        )

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/transfers/{case}/{offer}/residual",
    dependencies=[allow(*WORKERS)],
    summary="What the sender keeps of a case that has moved",
    description="Nothing that the receiver writes is in it; each look is logged as a read of the person's data.",
)
async def residual(
    municipality: Municipality, case: UUID, offer: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Residual:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Residual:
        row = await reading.row("residual", municipality, case, offer)
        if row is None:
            raise not_found()
        await reading.reads([case], "identity")
        persons = await reading.persons([row["person"]])
        moves: date = row["moves_on"]
        begins: date | None = row["held_from"]
        counted = begins is not None and begins < moves
        return Residual(
            case=case,
            offer=offer,
            receiver=row["other"],
            person=person_of(persons, row["person"]),
            arrived_on=row["arrived_on"],
            offered_on=row["offered_on"],
            moves_on=moves,
            counted_from=begins if counted else None,
            counted_to=moves - timedelta(days=1) if counted else None,
            position=reading.position(case),
        )

    return await reports.read(within, answer)


@router.get(
    "/counting-rule",
    dependencies=[allow(*WORKERS, Role.EMPLOYMENT_AUTHORITY, *UNIT, scope=Scope.ANY)],
    summary="Who counts a case that moves, from which day",
)
async def counting_rule(viewer: CurrentViewer) -> CountingRule:
    return CountingRule(text=text("transfer.counting_rule", viewer.language))
