"""Assessment models over HTTP: which there are, drafts, publication, adoption, and a model as a package."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.assessment.adoption.domain import (
    AdoptModel,
    DraftModel,
    PublishModel,
    shelf_of,
    stream_of,
)
from services.assessment.adoption.domain import (
    Command as ModelsCommand,
)
from services.assessment.calling import MAPPERS, the_profile, the_shelf
from services.assessment.deciders import MODELS
from services.assessment.forms.choosing import default_of
from services.assessment.forms.filling import untranslated
from services.assessment.forms.library import FORMAT, digest, library, package
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.edge.problems import problems
from shared.errors import Problem
from shared.events.assessment.models import Model, Said
from shared.regions.texts import LANGUAGES, Language
from shared.service import Running, Service, Written, written

router: Final = APIRouter(prefix="/municipalities/{municipality}/assessment-models", tags=["assessment models"])

PUBLISHERS: Final = (Role.CASEWORKER, Role.ASSESSMENT_OFFICIAL, Role.INTEGRATION_UNIT)
Code = Annotated[str, Query(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40, examples=["statutory"])]
Number = Annotated[int, Query(ge=1, le=10_000, examples=[1])]


class PackageBody(StrictModel):
    """A model as a package: as it was exported here, or elsewhere."""

    format: Literal["kotopolku-assessment-model/1"] = Field(examples=[FORMAT])
    checksum: Annotated[str, Line(80)] | None = Field(
        None, description="`sha256:` and the hash of the canonical JSON; not checked where left out"
    )
    model: Model


class VersionBody(StrictModel):
    """A model's version."""

    model: Annotated[str, Line(40)] = Field(examples=["statutory"])
    version: int = Field(ge=1, le=10_000, examples=[1])


class ReasonBody(StrictModel):
    """A published text; every language that the region requires must be there."""

    fi: Annotated[str, Prose(1000)] | None = Field(
        None, examples=["Kunnassa asuu lähinnä työperusteisesti muuttaneita."]
    )
    sv: Annotated[str, Prose(1000)] | None = Field(
        None, examples=["I kommunen bor främst personer som flyttat för arbete."]
    )
    en: Annotated[str, Prose(1000)] | None = None


class AdoptionBody(VersionBody):
    """What becomes the default for forms in a language; another than the common model needs a reason."""

    language: Language = Field(examples=["sv"])
    reason: ReasonBody | None = None


class Offered(BaseModel):
    """A version of a model, and what of its texts is missing in which language."""

    model: str
    version: int
    weight: str
    name: dict[str, str]
    state: Literal["offered", "draft", "published"]
    common: bool
    checksum: str
    missing: dict[str, list[str]]


class Models(BaseModel):
    """What a municipality can assess by, and what it does by default in each language: "code version"."""

    rows: list[Offered]
    defaults: dict[str, str]


class Package(BaseModel):
    """A model as it is handed on; `checksum` is over the canonical JSON of `model` (keys in order, nothing empty)."""

    format: str
    checksum: str
    model: dict[str, Any]


@router.get(
    "",
    dependencies=[allow(*MAPPERS, Role.INTEGRATION_UNIT)],
    summary="Models that can be used, drafts and defaults",
)
async def models(municipality: Municipality, service: Service) -> Models:
    profile, shelf = the_profile(service, municipality), await the_shelf(service, municipality)
    common = (profile.default_model.code, profile.default_model.version)
    offered = [library().find(one.code, one.version) for one in profile.assessment_models]
    rows = [
        *(_offered(model, "offered", common, profile.languages) for model in offered if model is not None),
        *(_offered(model, "published", common, profile.languages) for model in shelf.published.values()),
        *(_offered(model, "draft", common, profile.languages) for model in shelf.drafts.values()),
    ]
    defaults = {language: default_of(profile, shelf, language) for language in LANGUAGES}
    return Models(rows=rows, defaults={language: f"{code} {number}" for language, (code, number) in defaults.items()})


def _offered(
    model: Model,
    state: Literal["offered", "draft", "published"],
    common: tuple[str, int],
    required: tuple[Language, ...],
) -> Offered:
    return Offered(
        model=model.code,
        version=model.version,
        weight=model.weight,
        name=model.name.model_dump(exclude_none=True),
        state=state,
        common=(model.code, model.version) == common,
        checksum=f"sha256:{digest(model)}",
        missing={language: list(keys) for language, keys in untranslated(model, required).items()},
    )


@router.get(
    "/package",
    dependencies=[allow(*MAPPERS, Role.INTEGRATION_UNIT)],
    responses=problems(404),
    summary="A model as a versioned package",
    description="For use elsewhere: content, format and checksum. Codes: access.not_found.",
)
async def model_package(municipality: Municipality, model: Code, version: Number, service: Service) -> Package:
    the_profile(service, municipality)
    shelf = await the_shelf(service, municipality)
    found = shelf.published.get((model, version)) or library().find(model, version)
    if found is None:
        raise not_found()
    return Package(**package(found))


@router.post(
    "/drafts",
    status_code=201,
    dependencies=[allow(*PUBLISHERS)],
    responses=problems(409, 422),
    summary="Draft a model",
    description=(
        "A draft may lack texts: they are listed as missing, and keep it from being published. "
        "Codes: model.checksum_wrong, model.version_taken, model.not_consistent."
    ),
)
async def draft_model(
    *,
    municipality: Municipality,
    draft: Annotated[PackageBody, body(PackageBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Written:
    profile = the_profile(service, municipality)
    if draft.checksum is not None and draft.checksum != f"sha256:{digest(draft.model)}":
        raise Problem.of(422, "model.checksum_wrong", "checksum")
    built_in = library().find(draft.model.code, draft.model.version) is not None
    asked = DraftModel(municipality, draft.model, profile.languages, built_in)
    return await _written(service, municipality, asked, command, response)


@router.post(
    "/publish",
    dependencies=[allow(*PUBLISHERS)],
    responses=problems(404, 409, 422),
    summary="Publish a drafted model",
    description=(
        "Refused while a text is missing in a language that the region requires; the field names the text. "
        "Codes: access.not_found, model.text_missing."
    ),
)
async def publish_model(
    *,
    municipality: Municipality,
    said: Annotated[VersionBody, body(VersionBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Written:
    profile = the_profile(service, municipality)
    asked = PublishModel(municipality, said.model, said.version, profile.languages, command.today)
    return await _written(service, municipality, asked, command, response)


@router.post(
    "/adopt",
    dependencies=[allow(*PUBLISHERS)],
    responses=problems(409, 422),
    summary="Make a model the default for a language",
    description=(
        "The region's common model needs no reason, any other does, in the region's languages. Codes: model.unknown, "
        "model.no_such_language, model.deviation_needs_a_reason, model.text_missing."
    ),
)
async def adopt_model(
    *,
    municipality: Municipality,
    adoption: Annotated[AdoptionBody, body(AdoptionBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Written:
    profile = the_profile(service, municipality)
    version = (adoption.model, adoption.version)
    asked = AdoptModel(
        municipality,
        *version,
        adoption.language,
        library().find(*version) is not None,
        version == (profile.default_model.code, profile.default_model.version),
        None if adoption.reason is None else Said(**adoption.reason.model_dump()),
        profile.languages,
        command.today,
    )
    return await _written(service, municipality, asked, command, response)


async def _written(
    service: Running, municipality: str, asked: ModelsCommand, command: CommandContext, response: Response
) -> Written:
    shelf = shelf_of(municipality)
    done = await service.carry_out(MODELS, stream_of(municipality), shelf, asked, command, municipality=municipality)
    return written(done, shelf, response)
