"""What the pages load: a style sheet and an icon of our own, from memory, under addresses that say their content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Response

from services.portal.refusals import no_such_page
from shared.access.policy import public

_KINDS: Final[Mapping[str, str]] = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_NOW: Final = "public, max-age=60"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it goes over the wire; `version` is the first twelve hexadecimal digits of its SHA-256."""

    name: str
    content: bytes
    kind: str

    @property
    def version(self) -> str:
        return sha256(self.content).hexdigest()[:12]

    @property
    def address(self) -> str:
        """Where it lies: another content has another address, so that a browser may keep it."""
        return f"/static/{self.version}/{self.name}"


def read_assets() -> dict[str, Asset]:
    """Every file of `static/` by name, read once when the process starts."""
    found = {}
    for file in files("services.portal").joinpath("static").iterdir():
        kind = _KINDS.get(file.name.rpartition(".")[2])
        if kind is not None:
            found[file.name] = Asset(file.name, file.read_bytes(), kind)
    return found


def asset_routes(assets: Mapping[str, Asset]) -> APIRouter:
    """The endpoint that gives them out."""
    router = APIRouter()

    @router.get("/static/{version}/{name}", dependencies=[public()], include_in_schema=False)
    async def asset(version: str, name: str) -> Response:
        found = assets.get(name)
        if found is None:
            raise no_such_page()
        # An older page may ask for an older version: it gets today's file, and is not to keep it under that name.
        kept = _FOR_EVER if version == found.version else _FOR_NOW
        return Response(found.content, headers={"cache-control": kept}, media_type=found.kind)

    return router
