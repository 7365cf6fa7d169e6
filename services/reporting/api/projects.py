"""Projects and organisations: who else works on this theme, with what results, and whom to ask; across regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query
from rapidfuzz import fuzz, utils

from services.reporting.answers import Answer, At
from services.reporting.api.asking import NETWORK, After, Reader, waited
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Scope
from shared.events.intake.projects import ContactDetails
from shared.events.model import Unreadable
from shared.regions.municipalities import deployed
from shared.regions.texts import LANGUAGES

router: Final = APIRouter(tags=["network"])
ALIKE: Final = 80.0  # of 100: how alike words must be to be what was looked for, a mistyped letter or two aside

Asked = Annotated[str | None, Query(max_length=100, description="Words of a name, a funder or a number")]
Theme = Annotated[str | None, Query(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Region = Annotated[str | None, Query(pattern="^[0-9]{2}$", description="Region code, two digits")]


class Result(Answer):
    """What came of a project."""

    result: UUID
    title: dict[str, str]
    summary: dict[str, str]
    link: str | None
    published_on: date


class Partner(Answer):
    """An organisation that takes part; its name is absent where the register does not have it."""

    organisation: UUID
    name: str | None


class Project(Answer):
    """A project with its results, the newest first; `municipality` is whose entry it is, `region` that one's."""

    project: UUID
    municipality: str
    region: str
    name: dict[str, str]
    funder: str
    number: str
    starts_on: date
    ends_on: date
    running: bool
    themes: list[str]
    partners: list[Partner]
    results: list[Result]


class Projects(At):
    """Projects of every region, the newest first."""

    rows: list[Project]


class Contact(Answer):
    """Whom to ask; the name is absent where it was erased."""

    contact: UUID
    name: str | None
    title: str | None
    email: str | None
    phone: str | None


class Organisation(Answer):
    """An organisation of the network."""

    organisation: UUID
    municipality: str
    region: str
    name: str
    kind: str
    country: str
    themes: list[str]
    contacts: list[Contact]


class Organisations(At):
    """Organisations of every region, by name."""

    rows: list[Organisation]


@router.get(
    "/projects",
    dependencies=[allow(*NETWORK, scope=Scope.ANY)],
    summary="Who works, or has worked, on a theme, with what results",
)
async def projects(
    viewer: CurrentViewer,
    reports: Reader,
    theme: Theme = None,
    text: Asked = None,
    region: Region = None,
    after: After = None,
) -> Projects:
    await waited(reports, viewer, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Projects:
        rows = [
            row
            for row in await reading.rows("projects", theme)
            if in_region(row["place"], region)
            and fits(text, *(row[f"name_{language}"] for language in LANGUAGES), row["funder"], row["number"])
        ]
        results: dict[UUID, list[Result]] = {}
        for row in await reading.rows("project_results", [row["key"] for row in rows]):
            results.setdefault(row["key"], []).append(_result(row))
        partners = {row["key"]: [UUID(one) for one in orjson.loads(row["partners"])] for row in rows}
        wanted = sorted({partner for found in partners.values() for partner in found})
        names = {row["key"]: row["name"] for row in await reading.rows("organisation_names", wanted)}
        return Projects(
            rows=[_project(row, partners[row["key"]], names, results.get(row["key"], []), today) for row in rows],
            position=reading.positions,
        )

    return await reports.read(viewer, answer)


def in_region(municipality: str, region: str | None) -> bool:
    """Whether a municipality lies in the region; anything does in none."""
    return region is None or deployed()[municipality].region == region


def fits(text: str | None, *said: str | None) -> bool:
    """Whether each word looked for is in one of these, a mistyped letter or two aside; nothing looked for fits all."""
    words = utils.default_process(text or "").split()
    texts = [utils.default_process(one) for one in said if one is not None]
    return all(any(fuzz.partial_ratio(word, one) >= ALIKE for one in texts) for word in words)


def _said(row: asyncpg.Record, name: str) -> dict[str, str]:
    return {language: row[f"{name}_{language}"] for language in LANGUAGES if row[f"{name}_{language}"]}


def _result(row: asyncpg.Record) -> Result:
    return Result(
        result=row["result"],
        title=_said(row, "name"),
        summary=_said(row, "summary"),
        link=row["link"],
        published_on=row["starts_on"],
    )


def _project(
    row: asyncpg.Record, partners: Sequence[UUID], names: Mapping[UUID, str], results: list[Result], today: date
) -> Project:
    return Project(
        project=row["key"],
        municipality=row["place"],
        region=deployed()[row["place"]].region,
        name=_said(row, "name"),
        funder=row["funder"],
        number=row["number"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        running=row["starts_on"] <= today <= row["ends_on"],
        themes=row["themes"].split(","),
        partners=[Partner(organisation=partner, name=names.get(partner)) for partner in partners],
        results=results,
    )


@router.get(
    "/organisations",
    dependencies=[allow(*NETWORK, scope=Scope.ANY)],
    summary="Who works on a theme, and whom to ask there",
)
async def organisations(
    viewer: CurrentViewer,
    reports: Reader,
    theme: Theme = None,
    text: Asked = None,
    region: Region = None,
    after: After = None,
) -> Organisations:
    await waited(reports, viewer, after)

    async def answer(reading: Reading) -> Organisations:
        rows = [
            row
            for row in await reading.rows("organisations", theme)
            if in_region(row["place"], region) and fits(text, row["name"])
        ]
        found = await reading.rows("contacts", [row["key"] for row in rows])
        await reading.reads({row["key"] for row in found}, "contact")
        opened = await reading.opened((row["details"] for row in found), ContactDetails)
        contacts: dict[UUID, list[Contact]] = {}
        for row in found:
            contacts.setdefault(row["key"], []).append(_contact(row, opened))
        return Organisations(
            rows=[
                Organisation(
                    organisation=row["key"],
                    municipality=row["place"],
                    region=deployed()[row["place"]].region,
                    name=row["name"],
                    kind=row["kind"],
                    country=row["country"],
                    themes=row["themes"].split(","),
                    contacts=contacts.get(row["key"], []),
                )
                for row in rows
            ],
            position=reading.positions,
        )

    return await reports.read(viewer, answer)


def _contact(row: asyncpg.Record, opened: Mapping[bytes, ContactDetails | Unreadable]) -> Contact:
    said = opened.get(row["details"])
    known = said if isinstance(said, ContactDetails) else None
    return Contact(
        contact=row["contact"],
        name=known.name if known else None,
        title=known.title if known else None,
        email=known.email if known else None,
        phone=known.phone if known else None,
    )
