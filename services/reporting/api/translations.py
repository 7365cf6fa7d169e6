"""Translations: what lacks a language that its region publishes in, how complete each is; and the terms of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeAlias

import asyncpg
import orjson
from fastapi import APIRouter
from pydantic import Field

from services.reporting.answers import Answer, At
from services.reporting.api.asking import LEADERS, NETWORK, UNIT, After, Reader, Regions, waited
from services.reporting.reading import Reading, Reports
from services.reporting.translating import Thing, completeness, gaps
from shared.access.policy import CurrentViewer, Viewer, allow
from shared.access.roles import Scope
from shared.edge.body import Municipality
from shared.regions.glossary import glossary
from shared.regions.profiles import Profiles
from shared.regions.texts import LANGUAGES, text

router: Final = APIRouter(tags=["translations"])

Columns: TypeAlias = Mapping[str, Any] | asyncpg.Record


class Untranslated(Answer):
    """Something that must still be said in `language`; `parts` names which of its texts."""

    kind: str = Field(description="bulletin, service, group or model")
    kind_name: str
    id: str
    name: str
    municipality: str
    language: str
    parts: list[str]


class Complete(Answer):
    """Of the things of a kind in a place ("905", "region:15"): how many are said in the language, of all."""

    place: str
    kind: str
    language: str
    required: int
    said: int
    share: float


class Translations(At):
    """The translation worklist, and the completeness by municipality and region."""

    rows: list[Untranslated]
    completeness: list[Complete]


class TermOfDay(Answer):
    """A term of the glossary as it was right on the day; `key` stays the concept's own."""

    key: str
    fi: str
    sv: str
    en: str
    valid_from: date | None
    valid_to: date | None


class Terms(Answer):
    """The field's terms on a day."""

    on: date
    rows: list[TermOfDay]


@router.get(
    "/municipalities/{municipality}/translations",
    dependencies=[allow(*LEADERS)],
    summary="What the municipality must still translate",
    description="Bulletins, services, groups and assessment models that lack a language of the region.",
)
async def translations_of_municipality(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None
) -> Translations:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    return await _translations(within, reports, regions)


@router.get(
    "/translations",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="What a unit's municipalities must still translate",
    description="Bulletins, services, groups and assessment models that lack a language of their region.",
)
async def translations(viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None) -> Translations:
    await waited(reports, viewer, after)
    return await _translations(viewer, reports, regions)


@router.get(
    "/terms",
    dependencies=[allow(*NETWORK, scope=Scope.NONE)],
    summary="The field's terms as they were on a day",
    description="A concept keeps its key for life; before 2026 the state's regional authority is an ELY Centre.",
)
async def terms(reports: Reader, on: date | None = None) -> Terms:
    day = on or reports.clock.today()
    found = [(key, glossary().entry(key, day)) for key in sorted(glossary().keys)]
    return Terms(
        on=day,
        rows=[
            TermOfDay(key=key, fi=one.fi, sv=one.sv, en=one.en, valid_from=one.valid_from, valid_to=one.valid_to)
            for key, one in found
        ],
    )


async def _translations(viewer: Viewer, reports: Reports, profiles: Profiles) -> Translations:
    codes = sorted(code for code in viewer.municipalities if code in profiles)
    required = {code: profiles.for_municipality(code).languages for code in codes}
    regions = {code: profiles.for_municipality(code).code for code in codes}
    today = reports.clock.today()

    async def answer(reading: Reading) -> Translations:
        things = [
            *map(_bulletin, await reading.rows("untranslated_bulletins", codes)),
            *map(_service, await reading.rows("untranslated_services", codes, today)),
            *map(_group, await reading.rows("untranslated_groups", codes)),
            *map(_model, await reading.rows("untranslated_models", codes)),
        ]
        return Translations(
            rows=[
                Untranslated(
                    kind=gap.thing.kind,
                    kind_name=text(f"translations.{gap.thing.kind}", viewer.language),
                    id=gap.thing.id,
                    name=gap.thing.name,
                    municipality=gap.thing.municipality,
                    language=gap.language,
                    parts=list(gap.parts),
                )
                for gap in gaps(things, required)
            ],
            completeness=[
                Complete(
                    place=one.place,
                    kind=one.kind,
                    language=one.language,
                    required=one.required,
                    said=one.said,
                    share=one.share,
                )
                for one in completeness(things, required, regions)
            ],
            position=reading.positions,
        )

    return await reports.read(viewer, answer)


def _bulletin(row: Columns) -> Thing:
    texts = {"title": orjson.loads(row["title"]), "text": orjson.loads(row["text"])}
    return Thing("bulletin", str(row["key"]), row["municipality"], texts)


def _service(row: Columns) -> Thing:
    parts = {part: _in_columns(row, part) for part in ("name", "description")}
    return Thing("service", str(row["key"]), row["municipality"], parts)


def _group(row: Columns) -> Thing:
    return Thing("group", str(row["key"]), row["municipality"], {"title": _in_columns(row, "title")})


def _in_columns(row: Columns, part: str) -> dict[str, str | None]:
    return {language: row[f"{part}_{language}"] for language in LANGUAGES}


def _model(row: Columns) -> Thing:
    """Of a model's texts it is known which are missing, by their keys; a text that no language lacks is said in all."""
    missing: dict[str, list[str]] = orjson.loads(row["missing"])
    keys = sorted({key for lacked in missing.values() for key in lacked})
    name = orjson.loads(row["name"] or "{}")
    texts: dict[str, Mapping[str, str | None]] = {"name": name} if "name" not in keys else {}
    for key in keys:
        texts[key] = {
            language: None if key in missing.get(language, ()) else (name.get(language) or key)
            for language in LANGUAGES
        }
    return Thing("model", f"{row['model']}@{row['version']}", row["municipality"], texts)
