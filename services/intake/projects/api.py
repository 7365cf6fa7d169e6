"""Projects over HTTP: told of, amended, results published."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, TypeAlias
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.projects.domain import (
    INITIAL,
    About,
    AmendProject,
    PublishResult,
    RegisterProject,
    State,
    decide,
    evolve,
)
from services.intake.projects.domain import Command as ProjectCommand
from services.intake.servicepoints.api import NameBody, required_languages
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, Prose, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Problem
from shared.ledger import Decider
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language
from shared.requests import MunicipalRequest
from shared.service import Written

PROJECT: Final[Decider[ProjectCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/project/<project> is decided by."""

KEEPERS: Final = (Role.INTEGRATION_UNIT, Role.CASEWORKER, Role.ADVISER)
MOST: Final = 100

router: Final = APIRouter(prefix="/municipalities/{municipality}/projects", tags=["network"])

Theme: TypeAlias = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Themes: TypeAlias = Annotated[tuple[Theme, ...], Field(min_length=1, max_length=20, examples=[["work", "language"]])]

Link: TypeAlias = Annotated[str, Field(pattern=r"^https?://[^\s]{1,480}$")]


class AmendmentBody(StrictModel):
    """What may change: the last day, the themes, the partners."""

    ends_on: date = Field(examples=["2027-12-31"])
    themes: Themes
    partners: Annotated[tuple[UUID, ...], Field(max_length=MOST, description="Organisations of the register")] = ()

    def said(self) -> About:
        return About(self.ends_on, tuple(dict.fromkeys(self.themes)), tuple(dict.fromkeys(self.partners)))


class ProjectBody(AmendmentBody):
    """A project as the network is told of it."""

    name: NameBody
    funder: Annotated[str, Line(200)] = Field(examples=["AMIF"])
    number: Annotated[str, Line(60)] = Field(examples=["SMDno-2016-153"])
    starts_on: date = Field(examples=["2026-01-01"])


class SummaryBody(StrictModel):
    """What came of it, in every language that the region publishes in."""

    fi: Annotated[str, Prose(4000)] | None = Field(None, examples=["Malli on käytössä kolmessa kunnassa."])
    sv: Annotated[str, Prose(4000)] | None = Field(None, examples=["Modellen används i tre kommuner."])
    en: Annotated[str, Prose(4000)] | None = Field(None, examples=["The model is in use in three municipalities."])

    def said(self, required: tuple[Language, ...]) -> LocalisedText:
        """Raises: Problem: 422 `request.field_missing`: it says nothing in any language."""
        texts = self.model_dump(exclude_none=True)
        if not texts:
            raise Problem.of(422, "request.field_missing", f"summary.{required[0]}")
        return LocalisedText(**texts)


class ResultBody(StrictModel):
    """A result that others may use."""

    title: NameBody
    summary: SummaryBody
    link: Link | None = Field(None, examples=["https://www.lappajarvi.fi/maakoto"])
    published_on: date | None = Field(None, description="The day; today where left out")


class ResultReceipt(Written):
    """The answer to a result: with its id."""

    result: UUID


def stream_of_project(project: UUID) -> str:
    return f"intake/project/{project}"


@router.post(
    "",
    status_code=201,
    summary="Tell the network of a project",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: project.language_missing, project.ends_before_it_begins, project.no_theme.",
)
async def register_project(told: Annotated[ProjectBody, body(ProjectBody)], request: MunicipalRequest) -> Written:
    required = required_languages(request.service, request.municipality)
    project = request.new_id("project")
    command = RegisterProject(
        project=project,
        municipality=request.municipality,
        name=told.name.said(required),
        required=required,
        funder=told.funder,
        number=told.number,
        starts_on=told.starts_on,
        about=told.said(),
    )
    return await request.carry_out_on(PROJECT, "project", project, command)


@router.post(
    "/{project}/amend",
    summary="Amend a project's last day, themes and partners",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: project.ends_before_it_begins, project.no_theme.",
)
async def amend_project(
    project: UUID, amended: Annotated[AmendmentBody, body(AmendmentBody)], request: MunicipalRequest
) -> Written:
    command = AmendProject(request.municipality, amended.said())
    return await request.carry_out_on(PROJECT, "project", project, command)


@router.post(
    "/{project}/results",
    status_code=201,
    summary="Publish what came of a project",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: project.language_missing, project.day_in_the_future, project.result_before_it_began.",
)
async def publish_result(
    project: UUID, came: Annotated[ResultBody, body(ResultBody)], request: MunicipalRequest
) -> ResultReceipt:
    required = required_languages(request.service, request.municipality)
    result = request.new_id("result")
    command = PublishResult(
        municipality=request.municipality,
        result=result,
        title=came.title.said(required, "title"),
        summary=came.summary.said(required),
        required=required,
        link=came.link,
        published_on=came.published_on or request.today,
        today=request.today,
    )
    done = await request.carry_out_on(PROJECT, "project", project, command)
    return ResultReceipt(**done.model_dump(), result=result)
