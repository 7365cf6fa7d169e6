"""Bulletins: the writer's row from the draft on, and a row for each area once it is published.

`missing` is what the translation worklist asks: which texts a draft lacks in which languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from services.reporting.readmodels.written import as_json
from shared.events import Recorded
from shared.events.activities.bulletins import (
    BulletinDrafted,
    BulletinPublished,
    BulletinSeen,
    BulletinShown,
    BulletinTranslated,
    BulletinWithdrawn,
)
from shared.projection import Changes, Projection, changed


class BulletinRow(NamedTuple):
    """`state`: draft, published, withdrawn. `sub` is the municipality; `area` says whether it is for that one.

    `title`, `text`: JSON by language; `missing`: a JSON list as ["text.sv"]; `recipients`, `shown`: JSON objects
    audience → people; `seen`: audience → readers' pseudonyms.
    """

    municipality: str = UNKNOWN
    writer: str = UNKNOWN
    area: bool = False
    state: str = "draft"
    areas: str = "[]"
    audiences: str = "[]"
    topic: str = ""
    languages: str = "[]"
    title: str = "{}"
    text: str = "{}"
    missing: str = "[]"
    valid_from: date | None = None
    valid_to: date | None = None
    recipients: str = "{}"
    seen: str = "{}"
    shown: str = "{}"


BULLETINS: Final = Projection("bulletins", version=1, row=BulletinRow, ddl="services.reporting")


def _all(rows: Mapping[str, BulletinRow], **changes: Any) -> Changes[BulletinRow]:
    return {sub: changed(row, **changes) for sub, row in rows.items()}


def _missing(languages: list[str], title: Mapping[str, str], text: Mapping[str, str]) -> str:
    """What the bulletin must still be said in, as the refusal to publish would name it."""
    parts = (("title", title), ("text", text))
    return as_json([f"{part}.{language}" for part, said in parts for language in languages if language not in said])


@BULLETINS.on(BulletinDrafted)
def drafted(_: Mapping[str, BulletinRow], event: Recorded[BulletinDrafted]) -> Changes[BulletinRow]:
    fact = event.event
    title, text = as_json(fact.title), as_json(fact.text)
    row = BulletinRow(
        fact.municipality,
        fact.municipality,
        fact.municipality in fact.areas,
        areas=as_json(fact.areas),
        audiences=as_json(fact.audiences),
        topic=fact.topic,
        languages=as_json(fact.languages),
        title=title,
        text=text,
        missing=_missing(list(fact.languages), orjson.loads(title), orjson.loads(text)),
    )
    return {fact.municipality: row}


@BULLETINS.on(BulletinTranslated)
def translated(rows: Mapping[str, BulletinRow], event: Recorded[BulletinTranslated]) -> Changes[BulletinRow]:
    fact = event.event
    row = next(iter(rows.values()))
    title, text = orjson.loads(row.title), orjson.loads(row.text)
    if fact.title is not None:
        title[fact.language] = fact.title
    if fact.text is not None:
        text[fact.language] = fact.text
    missing = _missing(orjson.loads(row.languages), title, text)
    return _all(rows, title=as_json(title), text=as_json(text), missing=missing)


@BULLETINS.on(BulletinPublished)
def published(rows: Mapping[str, BulletinRow], event: Recorded[BulletinPublished]) -> Changes[BulletinRow]:
    fact = event.event
    row = changed(
        next(iter(rows.values())),
        state="published",
        title=as_json(fact.title),
        text=as_json(fact.text),
        missing="[]",
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        recipients=as_json({one.audience.value: one.people for one in fact.recipients}),
    )
    areas: list[str] = orjson.loads(row.areas)
    return {row.writer: row, **{area: changed(row, municipality=area, area=True) for area in areas}}


@BULLETINS.on(BulletinWithdrawn)
def withdrawn(rows: Mapping[str, BulletinRow], _: Recorded[BulletinWithdrawn]) -> Changes[BulletinRow]:
    return _all(rows, state="withdrawn")


@BULLETINS.on(BulletinSeen)
def seen(rows: Mapping[str, BulletinRow], event: Recorded[BulletinSeen]) -> Changes[BulletinRow]:
    fact = event.event
    known: dict[str, list[str]] = orjson.loads(next(iter(rows.values())).seen)
    known.setdefault(fact.audience.value, []).append(fact.reader)
    return _all(rows, seen=as_json(known))


@BULLETINS.on(BulletinShown)
def shown(rows: Mapping[str, BulletinRow], event: Recorded[BulletinShown]) -> Changes[BulletinRow]:
    fact = event.event
    known: dict[str, int] = orjson.loads(next(iter(rows.values())).shown)
    known[fact.audience.value] = known.get(fact.audience.value, 0) + fact.people
    return _all(rows, shown=as_json(known))
