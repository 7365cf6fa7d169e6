"""Wishes over HTTP, anonymous or of a case."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.asking import LEADERS, carried
from services.activities.client.api import CLIENT
from services.activities.client.api import KIND as CLIENTS
from services.activities.client.domain import Client
from services.activities.wish.domain import INITIAL, Command, ExpressWish, State, decide, evolve
from shared.access.policy import allow, not_found
from shared.edge.body import Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command as Asked
from shared.events.activities.directory import Need
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.service import Service, Written, written

WISH: Final[Decider[Command, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/wish/<wish> is decided by."""

KIND: Final = "wish"

router: Final = APIRouter(prefix="/municipalities/{municipality}/wishes", tags=["activities"])


class WishedBody(StrictModel):
    """What somebody would like to do with others; of nobody who is known, where no case is said."""

    need: Need = Field(examples=["language"])
    language: LanguageCode | None = Field(None, examples=["fin"])
    case: UUID | None = None
    text: Annotated[str, Prose(1000)] | None = Field(None, description="In their words; sealed")


@router.post(
    "",
    status_code=201,
    summary="Record a wish for a group or an activity",
    dependencies=[allow(*LEADERS)],
    description="Codes: access.not_found.",
)
async def express_wish(
    *,
    municipality: Municipality,
    wished: Annotated[WishedBody, body(WishedBody)],
    context: Asked,
    service: Service,
    response: Response,
) -> Written:
    person: UUID | None = None
    if wished.case is not None:
        client, _ = await service.load(CLIENT, f"activities/{CLIENTS}/{wished.case}")
        if not isinstance(client, Client) or client.municipality != municipality:
            raise not_found()
        person = client.person_id
    thing = uuid5(context.id, KIND)
    command = ExpressWish(
        municipality=municipality,
        need=wished.need,
        language=wished.language,
        case=wished.case,
        person_id=person,
        text_id=uuid5(context.id, "text"),
        words=wished.text,
    )
    done = await carried(service, WISH, KIND, thing, command, context, municipality, new=True)
    return written(done, thing, response)
