"""The moves into a municipality and out of it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.pages.shown import Made, unless_away
from services.portal.reader import AtMunicipality
from shared.access.policy import public

router = APIRouter()


@router.get("/{language}/municipalities/{code}/transfers", dependencies=[public()], include_in_schema=False)
async def transfers(portal: Made, reader: AtMunicipality, code: str) -> Response:
    token = portal.sign_in.caseworker(code)
    listed = await unless_away(portal.reporting.transfers(token, reader.language, code))
    return portal.templates.page("transfers.html", reader, status=200 if listed else 503, listed=listed)
