"""The first page: which municipality, in which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from services.portal.pages.shown import Made, Portal
from services.portal.reader import Anywhere, Reader
from shared.access.policy import public
from shared.regions.municipalities import Municipality
from shared.regions.texts import Language, negotiate

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Region:
    """A region and its municipalities, both called as in the page's language."""

    code: str
    name: str
    places: tuple[Municipality, ...]


def regions(portal: Portal, language: Language) -> Iterator[Region]:
    """The deployment's regions by name, each with its municipalities by name."""
    places: dict[str, list[Municipality]] = {}
    for place in portal.profiles.municipalities():
        places.setdefault(portal.profiles.for_municipality(place.code).code, []).append(place)
    named = [(portal.profiles.region(code).name.in_(language), code, found) for code, found in places.items()]
    for name, code, found in sorted(named, key=lambda each: each[0]):
        yield Region(code, name, tuple(sorted(found, key=lambda place: place.name(language))))


def _chooser(portal: Portal, reader: Reader) -> Response:
    return portal.templates.page("choose.html", reader, regions=tuple(regions(portal, reader.language)))


@router.get("/", dependencies=[public()], include_in_schema=False)
async def start(portal: Made, request: Request) -> Response:
    """In the language that the browser asks for."""
    return _chooser(portal, Reader(negotiate(request.headers.get("accept-language"))))


@router.get("/{language}", dependencies=[public()], include_in_schema=False)
async def choose(portal: Made, reader: Anywhere) -> Response:
    return _chooser(portal, reader)
