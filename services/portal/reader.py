"""What every page knows of its reader: the language, the municipality, and the same page in the other languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, Request

from services.portal.refusals import no_such_page
from shared.regions.municipalities import Municipality
from shared.regions.profiles import Profiles
from shared.regions.texts import LANGUAGES, Language, negotiate

_IN_PATHS: Final = "/-._~"  # characters that stand for themselves in the addresses of our pages


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The way to a page in a language: `href` is its path and query, `current` whether it is the page itself."""

    language: Language
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as far as a page goes. `rest` is the path after the language ("/municipalities/545/worklist")."""

    language: Language
    place: Municipality | None = None
    rest: str = ""
    query: str = ""

    @property
    def languages(self) -> tuple[OtherLanguage, ...]:
        """The page in each language: the municipality's own first, its majority's before them, then the others."""
        return tuple(
            OtherLanguage(language, self.href(language), language == self.language)
            for language in in_order(self.place.languages if self.place else ())
        )

    def href(self, language: Language) -> str:
        """This page in `language`, its filters kept."""
        return f"/{language}{quote(self.rest, safe=_IN_PATHS)}" + (f"?{self.query}" if self.query else "")

    def page(self, *parts: str) -> str:
        """A page of the reader's municipality in the reader's language: page("cases", case)."""
        if self.place is None:
            raise LookupError("this page is no municipality's")
        return "/".join(("", self.language, "municipalities", self.place.code, *parts))


def in_order(own: Sequence[Language]) -> tuple[Language, ...]:
    """The languages to offer: `own` first and in their order, then the others of fi, sv, en."""
    return (*own, *(language for language in LANGUAGES if language not in own))


def known(language: str) -> Language:
    """`language` of a path, checked.

    Raises:
        Problem: 404, Kotopolku does not speak it.
    """
    for one in LANGUAGES:
        if one == language:
            return one
    raise no_such_page()


def language_in(path: str, accept_language: str | None) -> Language:
    """The language of the address where it begins with one, else what the browser asks for, else Finnish."""
    first = path.split("/", 2)[1:2]
    return next((one for one in LANGUAGES if first == [one]), None) or negotiate(accept_language)


def _rest(request: Request, language: Language) -> str:
    return request.url.path.removeprefix(f"/{language}")


async def anywhere(request: Request, language: str) -> Reader:
    """The reader of a page that is no municipality's.

    Raises:
        Problem: 404, no such language.
    """
    spoken = known(language)
    return Reader(spoken, None, _rest(request, spoken), request.url.query)


async def at_municipality(request: Request, language: str, code: str) -> Reader:
    """The reader of a municipality's page.

    Raises:
        Problem: 404, no such language, or no such municipality in the deployment.
    """
    spoken = known(language)
    profiles: Profiles = request.app.state.profiles
    place = next((one for one in profiles.municipalities() if one.code == code), None)
    if place is None:
        raise no_such_page()
    return Reader(spoken, place, _rest(request, spoken), request.url.query)


Anywhere = Annotated[Reader, Depends(anywhere)]
AtMunicipality = Annotated[Reader, Depends(at_municipality)]
