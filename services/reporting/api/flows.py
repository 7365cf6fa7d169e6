"""Flows: moves and referrals between municipalities in figures, and who is between two municipalities right now."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import Field

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NOBODY, UNIT, WORKERS, After, Reader, Regions, waited
from services.reporting.figures import Cell
from services.reporting.flows import Crossing, Moves, Offer, crossings, moves
from services.reporting.reading import Reading, Reports
from shared.access.policy import CurrentViewer, Viewer, allow
from shared.access.roles import Scope
from shared.edge.body import Municipality
from shared.regions.profiles import Profiles
from shared.regions.texts import text

router: Final = APIRouter(tags=["figures"])


class Flow(Answer):
    """Moves from one municipality to another. A figure is None, or a cell suppressed, where it is hidden.

    `months` (of the move) and `grounds` (of the arrival) count what was accepted, `refusals` what was declined, by
    reason. The days are medians: from the offer to the acceptance, and to the move; `waiting` is how old open offers
    are.
    """

    sender: str
    receiver: str
    offered: int | None
    accepted: int | None
    declined: int | None
    expired: int | None
    withdrawn: int | None
    open: int | None
    months: dict[str, Cell]
    grounds: dict[str, Cell]
    refusals: dict[str, Cell]
    days_to_answer: Cell
    days_to_move: Cell
    waiting: Cell


class CrossReferral(Answer):
    """Referrals from a municipality's cases to another municipality's services, by how they stand."""

    municipality: str
    provider: str
    referrals: Cell
    states: dict[str, Cell]


class Flows(At):
    """Moves and referrals that touch the reader's municipalities; figures from 1 to `limit` - 1 are hidden."""

    rows: list[Flow]
    referrals: list[CrossReferral]
    limit: int = Field(default=5)
    note: str


class Between(Answer):
    """A case between two municipalities: offered by `sender` so many `days` ago, and not answered yet."""

    case: UUID
    offer: UUID
    side: str
    sender: str
    receiver: str
    offered_on: date | None
    expires_on: date | None
    days: int | None


class MunicipalFlows(Flows):
    """A municipality's own moves in and out, and who is between it and another right now, the longest first."""

    between: list[Between]


@router.get(
    "/flows",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="Moves and referrals between municipalities, in figures",
    description="Every pair that touches the reader's municipalities; what is small or gives it away is hidden.",
)
async def flows(viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None) -> Flows:
    await waited(reports, viewer, after)
    rows, referrals, limit, positions = await _figures(viewer, reports, regions)
    return Flows(
        rows=rows,
        referrals=referrals,
        limit=limit,
        note=text("flows.note", viewer.language, limit=limit),
        position=positions,
    )


@router.get(
    "/municipalities/{municipality}/flows",
    dependencies=[allow(*WORKERS)],
    summary="The municipality's moves in and out, and who is between two municipalities now",
    description="Small figures, and what gives them away, are hidden; who is between two is listed without a name.",
)
async def flows_of_municipality(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None
) -> MunicipalFlows:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> list[asyncpg.Record]:
        return await reading.rows("between", municipality, today)

    between = await reports.read(within, answer)
    rows, referrals, limit, positions = await _figures(within, reports, regions)
    return MunicipalFlows(
        rows=rows,
        referrals=referrals,
        limit=limit,
        note=text("flows.note", viewer.language, limit=limit),
        between=[_between(row, today) for row in between],
        position=positions,
    )


async def _figures(
    viewer: Viewer, reports: Reports, profiles: Profiles
) -> tuple[list[Flow], list[CrossReferral], int, list[int]]:
    """The pairs that touch the viewer's municipalities.

    The tables are made over the whole deployment, so that both sides of a border are shown the same figures; only
    counts are read so, and as nobody in particular: a protected case is in no figure, not even in its own official's.
    """
    today = reports.clock.today()
    limit = max((each.small_cell_limit for each in profiles), default=0)
    everywhere = replace(viewer, municipalities=frozenset(one.code for one in profiles.municipalities()), actor=NOBODY)

    async def answer(reading: Reading) -> tuple[list[asyncpg.Record], list[asyncpg.Record], list[int]]:
        return await reading.rows("offers", today), await reading.rows("crossings"), reading.positions

    offered, referred, positions = await reports.read(everywhere, answer)
    made = await asyncio.to_thread(moves, map(_offer, offered), today, limit)
    counts = {(row["municipality"], row["provider"], row["state"]): row["referrals"] for row in referred}
    crossed = await asyncio.to_thread(crossings, counts, limit)
    mine = viewer.municipalities
    return (
        [_flow(one) for one in made if mine & {one.sender, one.receiver}],
        [_crossing(one) for one in crossed if mine & {one.municipality, one.provider}],
        limit,
        positions,
    )


def _offer(row: asyncpg.Record) -> Offer:
    return Offer(
        sender=row["sender"],
        receiver=row["receiver"],
        outcome=row["outcome"],
        offered_on=row["offered_on"],
        answered_on=row["answered_on"],
        moves_on=row["moves_on"],
        refusal=row["refusal"],
        ground=row["ground"],
    )


def _flow(one: Moves) -> Flow:
    return Flow(
        sender=one.sender,
        receiver=one.receiver,
        offered=one.offers.n,
        accepted=one.outcomes["accepted"].n,
        declined=one.outcomes["declined"].n,
        expired=one.outcomes["expired"].n,
        withdrawn=one.outcomes["withdrawn"].n,
        open=one.outcomes["offered"].n,
        months=dict(one.months),
        grounds=dict(one.grounds),
        refusals=dict(one.refusals),
        days_to_answer=one.days_to_answer,
        days_to_move=one.days_to_move,
        waiting=one.waiting,
    )


def _crossing(one: Crossing) -> CrossReferral:
    return CrossReferral(
        municipality=one.municipality, provider=one.provider, referrals=one.referrals, states=dict(one.states)
    )


def _between(row: asyncpg.Record, today: date) -> Between:
    offered: date | None = row["offered_on"]
    return Between(
        case=row["key"],
        offer=row["offer"],
        side=row["side"],
        sender=row["sender"],
        receiver=row["receiver"],
        offered_on=offered,
        expires_on=row["expires_on"],
        days=(today - offered).days if offered is not None else None,
    )
