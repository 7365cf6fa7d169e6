"""Skills mapping over HTTP, and the open vocabulary that it uses."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.assessment.calling import MAPPERS, the_client
from services.assessment.deciders import SKILLS
from services.assessment.skills.domain import EndMapping, MapSkills, StartMapping, Words
from services.assessment.skills.vocabulary import Kind, unknown, vocabulary
from shared.access.policy import allow
from shared.access.roles import Role, Scope
from shared.edge.body import Line, Prose, StrictModel, body
from shared.edge.problems import problems
from shared.events.assessment.skills import Education, MappingEnd, Profile, Skill, Work
from shared.regions.codes import CountryCode, LanguageCode
from shared.requests import CaseRequest
from shared.service import Receipt

router: Final = APIRouter(tags=["skills mapping"])

SKILLS_PATH: Final = "/municipalities/{municipality}/cases/{case}/skills"
CefrLevel: TypeAlias = Annotated[
    str, Field(pattern=r"^(A0|A1|A1\.[123]|A2|A2\.[12]|B1|B1\.[12]|B2|B2\.[12]|C1|C1\.[12]|C2)$")
]


class MappingBody(StrictModel):
    """A mapping begins: today, where the day is left out. `consent` names the consent to do it with a centre."""

    started_on: date | None = None
    consent: UUID | None = Field(None, description="A consent to `mapping` given to a reception centre")


class EducationBody(StrictModel):
    """A course of study."""

    level: int = Field(ge=0, le=8, description="ISCED 2011", examples=[4])
    field: Annotated[str, Line(200)] = Field(examples=["sähkötekniikka"])
    country: CountryCode | None = Field(None, examples=["UA"])
    ended: int | None = Field(None, ge=1900, le=2100, examples=[2014])
    completed: bool = True


class WorkBody(StrictModel):
    """A job."""

    occupation: Annotated[str, Line(20)] = Field(description="A code of the vocabulary (ISCO-08)", examples=["C7411"])
    country: CountryCode | None = Field(None, examples=["UA"])
    months: int = Field(ge=0, le=900, examples=[72])
    title: Annotated[str, Line(200)] | None = None


class SkillBody(StrictModel):
    """A skill: 1 some, 2 good, 3 expert."""

    code: Annotated[str, Line(20)] = Field(description="A code of the vocabulary (ESCO)", examples=["S8.6"])
    level: int = Field(ge=1, le=3, examples=[3])


class ProfileBody(StrictModel):
    """All that is known now: it replaces what was saved before. Skills without a code are `described` in words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "education": [{"level": 4, "field": "sähkötekniikka", "country": "UA", "ended": 2014}],
                    "work": [{"occupation": "C7411", "country": "UA", "months": 72}],
                    "licences": ["B", "occupational_safety"],
                    "skills": [{"code": "S8.6", "level": 3}],
                    "languages": {"ukr": "C2", "fin": "A1.2"},
                    "completed": True,
                }
            ]
        }
    )

    mapped_on: date | None = None
    education: Annotated[tuple[EducationBody, ...], Field(max_length=30)] = ()
    work: Annotated[tuple[WorkBody, ...], Field(max_length=50)] = ()
    licences: Annotated[tuple[Annotated[str, Line(30)], ...], Field(max_length=30)] = ()
    skills: Annotated[tuple[SkillBody, ...], Field(max_length=100)] = ()
    languages: dict[LanguageCode, CefrLevel] = Field(default_factory=dict, max_length=30)
    described: Annotated[tuple[Annotated[str, Prose(1000)], ...], Field(max_length=30)] = ()
    completed: bool = Field(default=False, description="Whether nothing more is to come")


class EndBody(StrictModel):
    """Why the mapping ends before it is done; today where the day is left out."""

    ground: Literal["refused", "departed"] = Field(examples=["refused"])
    ended_on: date | None = None


class Term(BaseModel):
    """An entry of the vocabulary."""

    code: str
    kind: Kind
    uri: str
    label: dict[str, str]


class Vocabulary(BaseModel):
    """All entries, in the order of the file."""

    rows: list[Term]


@router.get(
    "/skills-vocabulary",
    dependencies=[allow(*MAPPERS, Role.ACTIVITY_LEADER, Role.EMPLOYMENT_AUTHORITY, Role.PARTNER, scope=Scope.NONE)],
    summary="Skills, occupations and licences by code",
)
async def skills_vocabulary() -> Vocabulary:
    return Vocabulary(
        rows=[Term(code=one.code, kind=one.kind, uri=one.uri, label=one.labels) for one in vocabulary().values()]
    )


@router.post(
    f"{SKILLS_PATH}/start",
    status_code=201,
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Begin to map skills",
    description=(
        "Also of somebody who stays at a reception centre: jointly with the centre, under a consent. Codes: "
        "skills.already_begun, skills.consent_needed, skills.no_such_consent, skills.day_in_the_future."
    ),
)
async def start_mapping(start: Annotated[MappingBody, body(MappingBody)], request: CaseRequest) -> Receipt:
    client = await the_client(request.service, request.municipality, request.case)
    asked = StartMapping(
        request.municipality,
        client.person_id,
        client.at_home,
        start.started_on or request.today,
        start.consent,
        request.today,
    )
    return await request.carry_out(SKILLS, asked, "skills")


@router.post(
    SKILLS_PATH,
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="Save what is known of somebody's skills",
    description=(
        "Codes: skills.not_begun, skills.unknown_code (its field names where), skills.mapped_before_begun, "
        "skills.day_in_the_future, skills.no_such_consent."
    ),
)
async def map_skills(said: Annotated[ProfileBody, body(ProfileBody)], request: CaseRequest) -> Receipt:
    await the_client(request.service, request.municipality, request.case)
    profile = Profile(
        education=tuple(Education(**one.model_dump()) for one in said.education),
        work=tuple(Work(**one.model_dump()) for one in said.work),
        licences=said.licences,
        skills=tuple(Skill(**one.model_dump()) for one in said.skills),
        languages=said.languages,
    )
    asked = MapSkills(
        request.municipality,
        said.mapped_on or request.today,
        profile,
        unknown(profile),
        tuple(Words(request.new_id(f"described {at}"), text) for at, text in enumerate(said.described)),
        said.completed,
        request.today,
    )
    return await request.carry_out(SKILLS, asked, "skills")


@router.post(
    f"{SKILLS_PATH}/end",
    dependencies=[allow(*MAPPERS)],
    responses=problems(409, 422),
    summary="End a mapping lawfully",
    description="The client refuses to go on, or has left. Codes: skills.ended_before_begun.",
)
async def end_mapping(end: Annotated[EndBody, body(EndBody)], request: CaseRequest) -> Receipt:
    await the_client(request.service, request.municipality, request.case)
    asked = EndMapping(request.municipality, end.ended_on or request.today, MappingEnd(end.ground))
    return await request.carry_out(SKILLS, asked, "skills")
