"""Bulletins: what there is to read, seen or not, and for their writers what is missing and how many have seen them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, NETWORK, After, Reader, waited
from services.reporting.reading import Reading, Reports
from shared.access.policy import CurrentViewer, Viewer, allow
from shared.access.roles import Role
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["bulletins"])
READERS: Final = (*NETWORK, Role.WELLBEING_COUNTY)
WRITERS: Final = (*LEADERS, Role.INTEGRATION_UNIT)
Audience = Literal["immigrants", "network", "staff"]


class Bulletin(Answer):
    """A bulletin to be read today; `seen` by the viewer or not."""

    bulletin: UUID
    writer: str
    audiences: list[str]
    topic: str
    title: dict[str, str]
    text: dict[str, str]
    valid_from: date
    valid_to: date
    seen: bool


class Bulletins(At):
    """What there is to read in a municipality; `seen` and `unseen` count the viewer's own."""

    rows: list[Bulletin]
    seen: int
    unseen: int


class AudienceSeen(Answer):
    """How many of an audience have seen a bulletin: readers, people it was shown to, and how many have not.

    `unseen` is absent where nobody said how many it is meant for.
    """

    audience: str
    recipients: int | None
    readers: int
    shown: int
    seen: int
    unseen: int | None


class WrittenBulletin(Answer):
    """A bulletin as its writer sees it. `missing` names each text that it must still be said in, as "text.sv"."""

    bulletin: UUID
    state: Literal["draft", "published", "over", "withdrawn"]
    areas: list[str]
    audiences: list[str]
    topic: str
    languages: list[str]
    title: dict[str, str]
    text: dict[str, str]
    missing: list[str]
    valid_from: date | None
    valid_to: date | None
    seen: list[AudienceSeen]


class WrittenBulletins(At):
    """A municipality's own bulletins, drafts first."""

    rows: list[WrittenBulletin]


@router.get(
    "/municipalities/{municipality}/bulletins",
    dependencies=[allow(*READERS)],
    summary="Bulletins to be read today",
)
async def bulletins(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    audience: Audience | None = None,
    topic: Annotated[str | None, Query(pattern="^[a-z0-9-]{1,60}$")] = None,
    unseen: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    after: After = None,
) -> Bulletins:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Bulletins:
        rows = await reading.rows("bulletins", municipality, reports.clock.today(), audience, topic)
        found = [_bulletin(row, reports, viewer) for row in rows]
        return Bulletins(
            rows=[one for one in found if not (unseen and one.seen)],
            seen=sum(one.seen for one in found),
            unseen=sum(not one.seen for one in found),
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _bulletin(row: asyncpg.Record, reports: Reports, viewer: Viewer) -> Bulletin:
    # As activities' bulletins make it: it says nothing to whoever does not hold the blind key.
    pseudonym = reports.blind.value("bulletin_reader", str(row["key"]), viewer.actor).hex()
    return Bulletin(
        bulletin=row["key"],
        writer=row["writer"],
        audiences=orjson.loads(row["audiences"]),
        topic=row["topic"],
        title=orjson.loads(row["title"]),
        text=orjson.loads(row["text"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        seen=any(pseudonym in readers for readers in orjson.loads(row["seen"]).values()),
    )


@router.get(
    "/municipalities/{municipality}/bulletins/written",
    dependencies=[allow(*WRITERS)],
    summary="A municipality's own bulletins: what is missing, who has seen them",
)
async def bulletins_written(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    state: Literal["draft", "published", "withdrawn"] | None = None,
    after: After = None,
) -> WrittenBulletins:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> WrittenBulletins:
        rows = await reading.rows("bulletins_written", municipality, state)
        return WrittenBulletins(rows=[_written(row, today) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _written(row: asyncpg.Record, today: date) -> WrittenBulletin:
    recipients, shown = orjson.loads(row["recipients"]), orjson.loads(row["shown"])
    readers = {audience: len(who) for audience, who in orjson.loads(row["seen"]).items()}
    over = row["state"] == "published" and row["valid_to"] < today
    return WrittenBulletin(
        bulletin=row["key"],
        state="over" if over else row["state"],
        areas=orjson.loads(row["areas"]),
        audiences=orjson.loads(row["audiences"]),
        topic=row["topic"],
        languages=orjson.loads(row["languages"]),
        title=orjson.loads(row["title"]),
        text=orjson.loads(row["text"]),
        missing=orjson.loads(row["missing"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        seen=[
            audience_seen(audience, recipients.get(audience), readers.get(audience, 0), shown.get(audience, 0))
            for audience in orjson.loads(row["audiences"])
        ],
    )


def audience_seen(audience: str, recipients: int | None, readers: int, shown: int) -> AudienceSeen:
    """The counts of one audience; more may have seen it than it was meant for, and then nobody is left."""
    seen = readers + shown
    return AudienceSeen(
        audience=audience,
        recipients=recipients,
        readers=readers,
        shown=shown,
        seen=seen,
        unseen=None if recipients is None else max(0, recipients - seen),
    )
