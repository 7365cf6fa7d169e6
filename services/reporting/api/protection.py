"""Protection of a case: whether it is in force, and who may see the case. To everybody else there is no such case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import orjson
from fastapi import APIRouter

from services.reporting.answers import Answer
from services.reporting.api.asking import WATCHERS, After, Reader, waited
from services.reporting.reading import Reading
from services.reporting.readmodels.nondisclosures import NOTINGS
from shared.access.policy import CurrentViewer, allow, not_found
from shared.edge.body import Municipality

router: Final = APIRouter(tags=["protection"])


def awaited_of(noted: Mapping[str, str | None], entitled: Sequence[str] | None) -> list[str]:
    """The services that do not keep to what intake has decided: these are entitled, or (None) everybody."""
    expected = None if entitled is None else orjson.dumps(sorted(entitled)).decode()
    return [service for service in sorted(each.service for each in NOTINGS) if noted.get(service) != expected]


class Protection(Answer):
    """`in_force`: to all but `entitled` (opaque ids) there is no such case, since `set_on`, in no read model and for no
    command. Until then `awaited` are the services that do not keep to it yet, or not any longer once it is lifted.
    """

    case: UUID
    in_force: bool
    set_on: date | None
    entitled: list[str]
    awaited: list[str]
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/protection",
    dependencies=[allow(*WATCHERS)],
    summary="Whether a case is protected, and who may see it",
    description=(
        "`after` waits until every read model has what the command's answer named; the other services note it at their "
        "own pace, a moment later."
    ),
)
async def protection(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Protection:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Protection:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("protection", municipality, case)
        noted = {row["service"]: row["entitled"] for row in await reading.rows("nondisclosures", municipality, case)}
        await reading.reads([case], "protection")
        entitled = [row["official"] for row in rows if row["official"]]
        awaited = awaited_of(noted, entitled if rows else None)
        return Protection(
            case=case,
            in_force=bool(rows) and not awaited,
            set_on=rows[0]["set_on"] if rows else None,
            entitled=entitled,
            awaited=awaited,
            position=reading.position(case),
        )

    return await reports.read(within, answer)
