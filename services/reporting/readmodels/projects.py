"""Projects and their results, everybody's to read: a row for the project, and one for each result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.intake.projects import ProjectAmended, ProjectRegistered, ResultPublished
from shared.projection import Changes, Projection, changed


class ProjectRow(NamedTuple):
    """`place` is whose entry it is; `themes` have commas between; `partners` is a JSON array of organisations' ids.

    A result's row has `result`, its title in the names, its summary and link, and the day in `starts_on`.
    """

    municipality: str = EVERYBODY
    place: str = ""
    result: UUID | None = None
    name_fi: str | None = None
    name_sv: str | None = None
    name_en: str | None = None
    funder: str | None = None
    number: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    themes: str = ""
    partners: str = "[]"
    summary_fi: str | None = None
    summary_sv: str | None = None
    summary_en: str | None = None
    link: str | None = None


PROJECTS: Final = Projection("projects", version=1, row=ProjectRow, ddl="services.reporting")
PROJECT: Final = ""


def _about(fact: ProjectRegistered | ProjectAmended) -> dict[str, Any]:
    partners = orjson.dumps([str(partner) for partner in fact.partners]).decode()
    return {"ends_on": fact.ends_on, "themes": ",".join(fact.themes), "partners": partners}


@PROJECTS.on(ProjectRegistered, reads=())
def registered(_: Mapping[str, ProjectRow], event: Recorded[ProjectRegistered]) -> Changes[ProjectRow]:
    fact = event.event
    row = ProjectRow(
        place=fact.municipality,
        name_fi=fact.title.fi,
        name_sv=fact.title.sv,
        name_en=fact.title.en,
        funder=fact.funder,
        number=fact.number,
        starts_on=fact.starts_on,
    )
    return {PROJECT: changed(row, **_about(fact))}


@PROJECTS.on(ProjectAmended, reads=(PROJECT,))
def amended(rows: Mapping[str, ProjectRow], event: Recorded[ProjectAmended]) -> Changes[ProjectRow]:
    row = rows.get(PROJECT)
    return {} if row is None else {PROJECT: changed(row, **_about(event.event))}


@PROJECTS.on(ResultPublished, reads=(PROJECT,))
def published(rows: Mapping[str, ProjectRow], event: Recorded[ResultPublished]) -> Changes[ProjectRow]:
    fact, project = event.event, rows.get(PROJECT)
    return {
        str(fact.result): ProjectRow(
            place=project.place if project else "",
            result=fact.result,
            name_fi=fact.title.fi,
            name_sv=fact.title.sv,
            name_en=fact.title.en,
            starts_on=fact.published_on,
            summary_fi=fact.summary.fi,
            summary_sv=fact.summary.sv,
            summary_en=fact.summary.en,
            link=fact.link,
        )
    }
