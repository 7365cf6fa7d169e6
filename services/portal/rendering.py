"""From a template and values to a page: texts by the catalogues, days and numbers as the language writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from services.portal.assets import Asset
from services.portal.reader import Reader
from services.portal.reporting import Happening
from shared.clock import HELSINKI
from shared.regions.codes import ArrivalReason, country_name, language_name, reason_name
from shared.regions.municipalities import MunicipalityUnknownError, municipality
from shared.regions.texts import LANGUAGES, Language, format_day, format_instant, format_number, text
from shared.telemetry.logs import logger

_log = logger(__name__)

CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RETRY_AFTER: Final = "5"  # seconds
TOLD: Final = (
    "arrived_on",
    "due_on",
    "started_on",
    "completed_on",
    "sender",
    "receiver",
    "other_municipality",
    "moves_on",
    "expires_on",
    "plan_needed",
    "months",
    "ends_on",
    "review_by",
    "provider",
    "number",
    "held_on",
)
"""The facts of events that the timeline tells; ids are for machines."""

_PLACES: Final = frozenset({"sender", "receiver", "provider", "other_municipality"})


class Templates:
    """The portal's templates; every value that gets into one is escaped, and one that is not given is an error.

    Args:
        assets: what pages load, by name.
        demo: whether pages are shown as a demo person, which every page then says.
    """

    def __init__(self, assets: Mapping[str, Asset], *, demo: bool) -> None:
        self._environment = Environment(
            loader=PackageLoader("services.portal"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        own_name = {language: text("portal.language", language) for language in LANGUAGES}
        self._environment.globals.update(assets=assets, demo=demo, own_name=own_name, helsinki_day=helsinki_day)

    def page(self, template: str, reader: Reader, *, status: int = 200, **values: object) -> HTMLResponse:
        """`template` for `reader`, as an answer with the headers that every page has."""
        language = reader.language
        html = self._environment.get_template(template).render(
            reader=reader,
            t=_texts_in(language),
            label=partial(label, language=language),
            day=partial(_day, language=language),
            instant=partial(_instant, language=language),
            number=partial(format_number, language=language),
            place_name=partial(place_name, language=language),
            country=partial(_named, country_name, language=language),
            tongue=partial(_named, language_name, language=language),
            reason=partial(_reason, language=language),
            plain=partial(plain, language=language),
            details=partial(details, language=language),
            **values,
        )
        headers = {"content-language": language, "content-security-policy": CSP, "vary": "accept-language"}
        if status == 503:
            headers["retry-after"] = RETRY_AFTER
        return HTMLResponse(html, status, headers)


def _texts_in(language: Language) -> Callable[..., str]:
    """What pages say a text with: `t("portal.choose")`, its placeholders by name."""

    def t(code: str, /, **params: str | int) -> str:
        return text(code, language, **params)

    return t


def label(prefix: str, code: str, language: Language) -> str:
    """What `code` is called ("status", "plan_agreed"); where it has no text, the code itself, which is logged.

    A newer reporting may know a status that this portal does not: that must cost a word and not the page.
    """
    try:
        return text(f"{prefix}.{code}", language)
    except LookupError:
        _log.error("a code has no text", code=f"{prefix}.{code}")
        return code


def place_name(code: str | None, language: Language) -> str:
    """The municipality's name; its code where no municipality has it."""
    try:
        return municipality(code).name(language) if code else ""
    except MunicipalityUnknownError:
        return code or ""


def plain(value: object, language: Language) -> str:
    """A fact as people write it: days by the language, yes and no, numbers; another text as it stands."""
    match value:
        case bool():
            return text("portal.yes" if value else "portal.no", language)
        case int():
            return format_number(value, language)
        case str():
            try:
                return format_day(date.fromisoformat(value), language)
            except ValueError:
                return value
    return ""


def details(happening: Happening, language: Language) -> list[tuple[str, str]]:
    """The facts of an event that a page tells, in a fixed order: (name, as people write it)."""
    return [
        (name, place_name(str(value), language) if name in _PLACES else plain(value, language))
        for name in TOLD
        if (value := happening.details.get(name)) is not None
    ]


def helsinki_day(instant: datetime) -> date:
    """The day it was in Finland."""
    return instant.astimezone(HELSINKI).date()


def _day(day: date | None, language: Language) -> str:
    return format_day(day, language) if day else ""


def _instant(instant: datetime | None, language: Language) -> str:
    return format_instant(instant, language) if instant else ""


def _named(names: object, code: str | None, language: Language) -> str:
    if not code or not callable(names):
        return ""
    try:
        return str(names(code, language))
    except LookupError:
        return code


def _reason(code: str | None, language: Language) -> str:
    if not code:
        return ""
    try:
        return reason_name(ArrivalReason(code), language)
    except ValueError:
        return code
