"""The integration unit's view: what moves between municipalities. Counts only; small ones are hidden by reporting."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.pages.shown import Made, unless_away
from services.portal.reader import Anywhere
from shared.access.policy import public

router = APIRouter()


@router.get("/{language}/flows", dependencies=[public()], include_in_schema=False)
async def flows(portal: Made, reader: Anywhere) -> Response:
    listed = await unless_away(portal.reporting.flows(portal.sign_in.unit(), reader.language))
    return portal.templates.page("flows.html", reader, status=200 if listed else 503, listed=listed)
